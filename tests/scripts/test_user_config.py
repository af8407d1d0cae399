from pathlib import Path

import pytest

from environment.user_config import for_children, for_uv, pip_settings

from .conftest import Program

INDEX = "https://packages.example/simple"


def uv_env(home: Path, pip: dict[str, str], **environ: str) -> dict[str, str]:
    return for_uv({"PATH": "/bin", **environ}, pip, str(home), "/last/resort")


def test_pips_certificates_index_and_proxy_reach_uv(tmp_path: Path) -> None:
    pip = {"cert": "/etc/ours.pem", "index-url": INDEX, "proxy": "http://proxy.example:3128"}
    env = uv_env(tmp_path, pip)
    assert env["SSL_CERT_FILE"] == "/etc/ours.pem"
    assert env["UV_DEFAULT_INDEX"] == INDEX
    assert env["ALL_PROXY"] == "http://proxy.example:3128"


def test_without_settings_uv_is_given_no_address(tmp_path: Path) -> None:
    assert set(uv_env(tmp_path, {})) == {"PATH", "UV_HTTP_TIMEOUT"}


@pytest.mark.parametrize(
    ("variable", "setting", "carried"),
    [
        ("SSL_CERT_FILE", "cert", "SSL_CERT_FILE"),
        ("UV_SYSTEM_CERTS", "cert", "SSL_CERT_FILE"),
        ("UV_INDEX_URL", "index-url", "UV_DEFAULT_INDEX"),
        ("HTTPS_PROXY", "proxy", "ALL_PROXY"),
    ],
)
def test_what_uv_is_told_by_the_user_goes_before_pips_settings(
    tmp_path: Path, variable: str, setting: str, carried: str
) -> None:
    env = uv_env(tmp_path, {setting: "pips"}, **{variable: "own"})
    assert env[variable] == "own"
    assert env.get(carried) != "pips"


def test_index_in_the_users_uv_toml_goes_before_pips(tmp_path: Path) -> None:
    config = tmp_path / ".config/uv/uv.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[[index]]\nurl = "https://own.example/simple"\ndefault = true\n')
    assert "UV_DEFAULT_INDEX" not in uv_env(tmp_path, {"index-url": INDEX})


def test_extra_indexes_and_wheel_folders_of_pip_stay_out(tmp_path: Path) -> None:
    pip = {"extra-index-url": INDEX, "find-links": "/wheels"}
    assert set(uv_env(tmp_path, pip)) == {"PATH", "UV_HTTP_TIMEOUT"}


def test_cache_that_cannot_be_made_is_replaced_by_one_in_the_checkout(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("not a folder")
    assert uv_env(home, {})["UV_CACHE_DIR"] == "/last/resort"
    assert uv_env(home, {}, UV_CACHE_DIR="/own")["UV_CACHE_DIR"] == "/own"


def test_active_environments_do_not_mislead_the_tools() -> None:
    environ = {"PATH": "/bin", "VIRTUAL_ENV": "/other", "UV_SYSTEM_PYTHON": "1", "PYTHONPATH": "/x"}
    assert for_children(environ) == {"PATH": "/bin"}


def test_pips_files_and_environment_are_merged_the_environment_last(program: Program) -> None:
    python = program(
        "bin/python",
        f"""echo "global.index-url='{INDEX}'"
echo "global.cert='/etc/file.pem'"
echo "install.no-binary='x'"
echo ":env:.cert='/etc/env.pem'"
echo "freeze.timeout='10'" """,
    )
    assert pip_settings(str(python), {}) == {
        "index-url": INDEX,
        "cert": "/etc/env.pem",
        "no-binary": "x",
    }


def test_python_without_pip_has_no_settings(program: Program) -> None:
    python = program("bin/python", "echo 'No module named pip'; exit 1")
    assert pip_settings(str(python), {}) == {}

"""Carries the user's own pip settings over to uv, which reads none of pip's configuration.

No index, proxy or certificate is ever named here: what uv is given is what the user set.
"""

from __future__ import annotations

import ast
import os
import re
from typing import Mapping

from environment.processes import ask

# They would point the tools at another environment than ours, or break every Python started.
_MISLEADING = (
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
    "UV_TARGET",
    "UV_PREFIX",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_USER",
    "PIP_REQUIRE_VIRTUALENV",
    "PYTHONHOME",
    "PYTHONPATH",
)
_CARRIED = {
    "cert": (
        "SSL_CERT_FILE",
        ("SSL_CERT_FILE", "SSL_CERT_DIR", "UV_SYSTEM_CERTS", "UV_NATIVE_TLS"),
    ),
    "proxy": ("ALL_PROXY", ("ALL_PROXY", "HTTPS_PROXY", "all_proxy", "https_proxy")),
    "index-url": ("UV_DEFAULT_INDEX", ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_CONFIG_FILE")),
}
_SETTING = re.compile(r"^(?P<section>[^\s=]+)\.(?P<name>[\w-]+)=(?P<value>'.*'|\".*\")$")
_SECTIONS = ("global", "install", ":env:")


def for_children(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for pip and uv, without what would mislead them."""
    return {name: value for name, value in environ.items() if name not in _MISLEADING}


def pip_settings(python: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What pip was configured with, by files and environment; empty where there is no pip."""
    answer = ask([python, "-m", "pip", "config", "list"], 30.0, for_children(environ))
    if answer.code != 0:
        return {}
    by_section: dict[str, dict[str, str]] = {section: {} for section in _SECTIONS}
    for line in answer.output.splitlines():
        setting = _SETTING.match(line.strip())
        if setting and setting["section"] in by_section:
            by_section[setting["section"]][setting["name"]] = ast.literal_eval(setting["value"])
    merged: dict[str, str] = {}
    for section in _SECTIONS:
        merged.update(by_section[section])
    return merged


def for_uv(
    environ: Mapping[str, str], pip: Mapping[str, str], home: str, cache_of_last_resort: str
) -> dict[str, str]:
    """The environment for uv: the user's, with pip's settings where uv has none of its own.

    Extra indexes and folders of wheels stay out: uv prefers them to the main index, and a package
    of another build there would not have the locked hash.
    """
    env = for_children(environ)
    for name, (variable, own) in _CARRIED.items():
        if not pip.get(name) or any(env.get(one) for one in own):
            continue
        if name == "index-url" and _uv_names_an_index(environ, home):
            continue
        env[variable] = pip[name]
    env.setdefault("UV_HTTP_TIMEOUT", "120")
    if not env.get("UV_CACHE_DIR") and not _can_be_made(uv_cache(environ, home)):
        env["UV_CACHE_DIR"] = cache_of_last_resort
    return env


def uv_cache(environ: Mapping[str, str], home: str) -> str:
    """The folder where uv keeps what it downloads."""
    own = environ.get("UV_CACHE_DIR")
    base = environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return own or os.path.join(base, "uv")


def _uv_names_an_index(environ: Mapping[str, str], home: str) -> bool:
    base = environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    for path in (os.path.join(base, "uv", "uv.toml"), "/etc/uv/uv.toml"):
        try:
            with open(path, encoding="utf-8") as file:
                if "index" in file.read():
                    return True
        except OSError:
            continue
    return False


def _can_be_made(folder: str) -> bool:
    while not os.path.lexists(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    return os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK)

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def test_every_variable_that_the_settings_read_is_named_with_a_comment() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "quita/settings").glob("*.py"))
    read = [name for name in re.findall(r'"([A-Z]+_[A-Z_]+)"', code) if not name.endswith("_PORT")]
    named = re.findall(r"^# [^=\n]+[.;].*\n# ([A-Z_]+)=", EXAMPLE, re.MULTILINE)
    assert "QUITA_DATABASE_URL" in read
    assert set(read) <= set(named)


def test_example_uncommented_is_read_by_a_shell() -> None:
    uncommented = re.sub(r"^# (?=[A-Z_]+=)", "", EXAMPLE, flags=re.MULTILINE)
    script = f'set -eu\n{uncommented}\nprintf %s "$QUITA_COMPANY_CITY"'
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, env={})
    assert (done.returncode, done.stdout, done.stderr) == (0, "São Paulo", "")

#!/bin/sh
# Runs bootstrap.py with the first Python 3.8 or later that really starts: a name on PATH may be
# a version manager's shim with nothing behind it.
here=$(dirname "$0")

starts() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 8))' </dev/null >/dev/null 2>&1
}

for python in "$QUITA_PYTHON" python3 \
    python3.13 python3.12 python3.11 python3.10 python3.9 python3.8 /usr/bin/python3; do
    if [ -n "$python" ] && starts "$python"; then
        exec "$python" "$here/bootstrap.py" "$@"
    fi
done

cat >&2 <<'END'
bootstrap: no Python 3.8 or later starts here. Tried QUITA_PYTHON, python3, python3.13 to
python3.8 on PATH, and /usr/bin/python3. Install one (sudo apt-get install python3,
brew install python@3.10), or name one, and run the same command again:
  QUITA_PYTHON=/path/to/python3 make run
END
exit 1

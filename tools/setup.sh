#!/bin/sh
# Makes .venv hold exactly what constraints.txt says, and the product itself in editable form.
# A second call does nothing, unless constraints.txt, pyproject.toml or the place of the folder changed.
set -eu
cd "$(dirname "$0")/.."

stamp=.venv/installed
wanted="$(pwd) $(cat constraints.txt pyproject.toml | cksum)"
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

recent_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=
for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3.12 python3.13 python3 python; do
    if recent_enough "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "duban needs Python 3.11 or newer, and none was found." >&2
    echo "Install it, or name it: make setup PYTHON=/path/to/python3.11" >&2
    exit 1
fi

# Scripts in a virtual environment name its path: one that was moved, or never finished, is made anew.
case "$([ -x .venv/bin/python ] && cat "$stamp" 2>/dev/null)" in
"$(pwd) "*) ;;
*)
    if ! "$python" -m venv --clear .venv; then
        echo "The virtual environment could not be made. On Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
    ;;
esac

install_with_uv() {
    # uv reads no pip configuration: hand over the index that the machine is set to.
    index=$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)
    index=${PIP_INDEX_URL:-$index}
    if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        UV_DEFAULT_INDEX=$index
        export UV_DEFAULT_INDEX
    fi
    # uv's own lines of constraints.txt: the one with its version and the hashes below it.
    awk '/^[^ ]/ { wanted = /^uv==/ } wanted' constraints.txt > .venv/uv.txt
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt &&
        .venv/bin/python -m uv pip sync --python .venv/bin/python --require-hashes constraints.txt &&
        .venv/bin/python -m uv pip install --python .venv/bin/python --quiet \
            --no-deps --no-build-isolation --editable .
}

install_with_pip() {
    # pip refuses an editable install beside hashes, so the product comes second.
    .venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r constraints.txt &&
        .venv/bin/python -m pip install --quiet --disable-pip-version-check \
            --no-deps --no-build-isolation --editable .
}

echo "Installing into .venv …"
if ! install_with_uv; then
    echo "uv could not do it; trying again with pip, which takes a little longer." >&2
    if ! install_with_pip; then
        echo "The packages could not be installed. Is a Python package index within reach of pip?" >&2
        exit 1
    fi
fi
echo "$wanted" > "$stamp"

#!/bin/sh
# Writes constraints.txt anew: every package of the product and of its development, pinned and with hashes.
# A version already there is kept while it still fits; `sh tools/lock.sh --upgrade` takes the newest.
# No address of the machine or of the index used gets into the file.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python -m uv pip compile pyproject.toml --extra dev \
    --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
    --quiet --output-file constraints.txt "$@"
echo "constraints.txt: $(grep -c '==' constraints.txt) packages"

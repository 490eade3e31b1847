#!/bin/sh
# Writes constraints.txt and bench/yardsticks.txt anew: every package pinned and with hashes.
# A version already there is kept while it still fits; `sh tools/lock.sh --upgrade` takes the newest.
# No address of the machine or of the index used gets into the file.
set -eu
cd "$(dirname "$0")/.."

pin() {
    out=$1
    shift
    .venv/bin/python -m uv pip compile \
        --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --quiet --output-file "$out" "$@"
    echo "$out: $(grep -c '==' "$out") packages"
}

pin constraints.txt pyproject.toml --extra dev "$@"
pin bench/yardsticks.txt bench/yardsticks.in "$@"

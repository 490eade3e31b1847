#!/bin/sh
# Puts what the benchmarks measure against into .venv/yardsticks, apart from what the product runs on.
# Without a package index the benchmark that needs it says so and leaves it out.
set -eu
cd "$(dirname "$0")/.."

place=.venv/yardsticks
wanted=$(cksum < bench/yardsticks.txt)
[ "$(cat "$place/installed" 2>/dev/null)" = "$wanted" ] && exit 0

echo "Installing what is measured against into $place …"
rm -rf "$place"
if .venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --target "$place" --require-hashes -r bench/yardsticks.txt; then
    echo "$wanted" > "$place/installed"
else
    echo "The yardsticks could not be installed; the benchmarks go on without them." >&2
fi

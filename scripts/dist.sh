#!/bin/sh
# Builds the wheel into a folder, with nothing but what is locked. Others of ours that
# lie there go: `pip install dist/kans-*.whl` takes no two versions.
set -eu
cd "$(dirname "$0")/.."
rm -f "$1"/kans-*.whl
UV_PYTHON_DOWNLOADS=never .venv/bin/uv build --quiet --wheel --out-dir "$1" \
    --python .venv/bin/python \
    --build-constraints requirements/build.txt --require-hashes

#!/bin/sh
# Builds the wheel into a folder, with nothing but what is locked.
set -eu
cd "$(dirname "$0")/.."
UV_PYTHON_DOWNLOADS=never .venv/bin/uv build --quiet --wheel --out-dir "$1" \
    --python .venv/bin/python \
    --build-constraints requirements/build.txt --require-hashes

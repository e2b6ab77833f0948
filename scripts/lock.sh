#!/bin/sh
# Locks the dependencies with hashes and without addresses of where they come from.
set -eu
cd "$(dirname "$0")/.."
lock() {
    output=$1
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-build \
        --generate-hashes --custom-compile-command "make lock" \
        --output-file "requirements/$output" "$@" > /dev/null
}
lock app.txt pyproject.toml "$@"
lock dev.txt pyproject.toml --group dev "$@"
lock uv.txt requirements/uv.in "$@"
lock build.txt requirements/build.in "$@"
.venv/bin/python scripts/assets.py npm install --package-lock-only

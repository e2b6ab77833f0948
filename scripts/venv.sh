#!/bin/sh
# Makes .venv hold exactly what requirements/dev.txt locks, and kans itself.
set -eu
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1

# Whether a Python is one that Kans runs on.
fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
        2>/dev/null
}

if ! { [ -x .venv/bin/python ] && fits .venv/bin/python; }; then
    for python in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if fits "$python"; then found=$python; break; fi
    done
    if [ -z "${found:-}" ]; then
        echo "Kans needs Python 3.11, 3.12 or 3.13: install one, or name it: make PYTHON=…" >&2
        exit 1
    fi
    "$found" -m venv --clear .venv
fi
if ! [ -x .venv/bin/uv ]; then
    .venv/bin/python -m pip install --quiet --require-hashes -r requirements/uv.txt
fi
.venv/bin/uv pip sync --quiet --python .venv/bin/python --no-build --require-hashes \
    requirements/dev.txt
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps \
    --no-build-isolation --editable .

#!/bin/sh
# Kans on this machine only, with a demo company: what `make run` starts.
set -eu
cd "$(dirname "$0")/.."
port=$1
umask 077
mkdir -p var
if ! [ -s var/secret-key ]; then
    .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))' \
        > var/secret-key
fi
export KANS_SECRET_KEY_FILE="$PWD/var/secret-key" KANS_LOCAL_ONLY=1
export KANS_LOG_LEVEL="${KANS_LOG_LEVEL:-WARNING}"
.venv/bin/kans migrate --verbosity 0
# It shows its progress, and answers with how to sign in.
sign_in=$(.venv/bin/kans demo --if-empty)
exec .venv/bin/kans serve --host 127.0.0.1 --port "$port" --say "$sign_in"

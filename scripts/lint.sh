#!/bin/bash
# Everything about the code that can be judged without running it.
cd "$(dirname "$0")/.." || exit 1
export PATH="$PWD/.venv/bin:$PATH" KANS_DEBUG=1
failed=()

check() {
    local name=$1
    shift
    echo "== $name"
    "$@" || failed+=("$name")
}

# The letters in brackets keep this file from matching itself.
no_hosts() {
    ! git grep -nIE \
        'py[p]i\.(org|io)|[p]ythonhosted|npm[j]s|"resolve[d]":|^--(extra-)?inde[x]-url'
}

no_lock_with_hosts() {
    ! git ls-files --error-unmatch uv.lock 2>/dev/null
}

nothing_unfinished() {
    ! git grep -nIwE '[T]ODO|[F]IXME|[X]XX' -- src tests scripts frontend bench docs
}

# It takes as long as all the others together, and they have the other core.
types=$(mktemp)
trap 'rm -f "$types"' EXIT
mypy > "$types" 2>&1 &
judge=$!

types_are_right() {
    wait "$judge"
    local how=$?
    cat "$types"
    return $how
}

check "ruff" ruff check --quiet --output-format concise
check "ruff format" ruff format --check --quiet
check "import contracts" lint-imports --no-cache
check "messages" python scripts/messages.py check
check "migrations" kans makemigrations --check --dry-run
check "no registry host" no_hosts
check "no uv.lock" no_lock_with_hosts
check "nothing unfinished" nothing_unfinished
check "mypy" types_are_right

if ((${#failed[@]})); then
    echo "Lint failed: $(IFS=,; echo "${failed[*]}")" >&2
    exit 1
fi
echo "Lint passed."

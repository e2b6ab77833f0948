#!/bin/bash
# Lint, then the tests on both databases, then the browser; with the argument "long"
# also those marked so, many times the examples, and everything on PostgreSQL too. All
# of it runs, and the last line says whether all of it passed.
cd "$(dirname "$0")/.." || exit 1
case ${1-} in
    "") short=" and not long" both="both" limit=600 ;;
    # What touches no database has nothing to find out on another one.
    long) short="" both="database" limit=7200; export KANS_TEST_LONG=1 ;;
    *) echo "Either nothing or “long”: scripts/test.sh [long]" >&2; exit 2 ;;
esac
. scripts/system.sh || exit 1
export PATH="$PWD/.venv/bin:$PATH"
# Hundreds of processes start here: what the first one compiled is kept for the others.
unset PYTHONDONTWRITEBYTECODE
failed=() retried=""

check() {
    local name=$1
    shift
    echo
    echo "==== $name"
    # 5: nothing was selected, as when there are no such tests.
    "$@" || [ $? -eq 5 ] || failed+=("$name")
}

suite() {
    local database=$1
    shift
    # What stands still fails after so many seconds, and says where it stood.
    KANS_TEST_DATABASE=$database \
        pytest --quiet --dist loadgroup --timeout "$limit" "$@"
}

# A browser on a busy machine may be late once; what is late twice has failed.
# Named by their folder: reading all tests to find these took as long as many of them.
browser() {
    suite sqlite -n 2 -m "browser$short" tests/browser && return
    echo "Once more, those that failed:"
    retried="(tried twice in the browser: $(late))"
    suite sqlite -n 2 -m "browser$short" tests/browser \
        --last-failed --last-failed-no-failures none
}

# Those of the run before, which are named again at the end: late is not unseen.
late() {
    grep -o 'tests/browser/[^"]*' .pytest_cache/v/cache/lastfailed | paste -sd " "
}

check "lint" scripts/lint.sh
check "tests on SQLite" suite sqlite -n 2 -m "not browser$short"
check "tests on PostgreSQL" suite postgresql -n 2 -m "$both and not browser$short"
check "tests in the browser" browser

echo
[ -z "$retried" ] || echo "$retried"
if ((${#failed[@]})); then
    echo "FAILED: $(IFS=,; echo "${failed[*]}")" >&2
    exit 1
fi
echo "All passed."

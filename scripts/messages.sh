#!/bin/bash
# Gathers what is to be translated into the catalogs; --check only says whether
# they are up to date and complete.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
locale=src/kans/locale
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

pybabel --quiet extract --mapping babel.cfg --output "$folder/django.pot" \
    --keyword gettext_lazy --keyword ngettext_lazy:1,2 --keyword pgettext_lazy:1c,2 \
    --keyword gettext_noop --sort-by-file --add-location=file --omit-header \
    --project Kans src

if [ "${1:-}" = --check ]; then
    .venv/bin/python scripts/messages_check.py "$folder/django.pot" $locale
    exit
fi
for language in nl; do
    if [ -f $locale/$language/LC_MESSAGES/django.po ]; then verb=update; else verb=init; fi
    mkdir -p $locale
    options=()
    [ $verb = init ] || options=(--no-fuzzy-matching --omit-header --ignore-obsolete)
    pybabel --quiet $verb --domain django --input-file "$folder/django.pot" \
        --output-dir $locale --locale $language "${options[@]}"
done

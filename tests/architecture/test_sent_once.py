"""What is sent twice is done once: also on pages that are added tomorrow."""

from __future__ import annotations

import re
from pathlib import Path

from django.db import connection

import kans
from kans.foundation.actions.idempotency import HEADER
from kans.foundation.models import Change
from tests.architecture.addresses import ADDRESSES, one_of_each

COMPANY = [a for a in ADDRESSES if a.in_a_company]
TEMPLATES = sorted(Path(kans.__file__).parent.rglob("jinja2/**/*.html"))
FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\".*?</form>", re.DOTALL)
WRITES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) \"(?P<table>\w+)\"")
NOT_OURS = ("django_session", "kans_cache")


def test_every_form_brings_its_key_along():
    """The `csrf_input` holds the key, too: see `sent_with_forms`."""
    without = [
        path.name
        for path in TEMPLATES
        for form in FORM.findall(path.read_text(encoding="utf-8"))
        if "csrf_input" not in form
    ]

    assert without == []


def test_a_page_that_needs_no_key_says_why():
    keyless = {a.name: a.declared.keyless for a in COMPANY if a.declared.keyless}

    assert keyless
    assert all(" " in reason for reason in keyless.values())


def test_without_a_key_nothing_is_written(browser, ann):
    """A page that needs none may keep a taste; what is journaled always needs one."""
    records, before = one_of_each(ann.company), Change.objects.count()
    written = [
        (address.name, tables)
        for address in COMPANY
        for to in address.doors(records)
        if (tables := written_by(browser, to)) and not address.declared.keyless
    ]

    assert written == []
    assert Change.objects.count() == before


def written_by(browser, to):
    """The tables that a form without a key wrote to, but for what was only tried."""
    tables, at_savepoint = set(), {}

    def watch(execute, sql, params, many, context):
        if found := WRITES.match(sql):
            tables.add(found["table"])
        elif sql.startswith("SAVEPOINT"):
            at_savepoint[sql.split()[-1]] = set(tables)
        elif sql.startswith("ROLLBACK TO SAVEPOINT"):
            tables.intersection_update(at_savepoint[sql.split()[-1]])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        browser.post(to, headers={HEADER: ""})
    return {table for table in tables if not table.startswith(NOT_OURS)}

"""Every form, sent empty, says all at once what the rules say of a blank (MOV-10)."""

from __future__ import annotations

import re

from django.db import transaction

from tests.architecture.addresses import ADDRESSES, one_of_each

REQUIRED = re.compile(r'id="id_(\w+)_error">\s*<p>This field is required\.</p>')

# What no rule speaks of: a choice or a number that stands there already, and a text,
# file or record without which there is nothing to judge.
SAID_BY_THE_FORM_ALONE = {
    "contacts:edit_setup": {"search_hit_percentage"},
    "contacts:merge": {"other"},
    "contacts:new": {"type"},
    "customers:edit": {"line_discount", "document_discount"},
    "customers:edit_template": {"contact_type", "line_discount", "document_discount"},
    "customers:link": {"customer", "master"},
    "customers:new": {"type"},
    "customers:new_template": {"contact_type", "line_discount", "document_discount"},
    "notes:add_comment": {"text"},
    "notes:attach": {"file"},
    "notes:edit_comment": {"text"},
    "number_series:next_number": {"on"},
    "background:test_mail": {"to"},
    "imports:new": {"kind"},
    "opportunities:edit": {"priority"},
    "opportunities:edit_cycle": {"probability_calculation"},
    "opportunities:new": {"priority"},
    "opportunities:new_cycle": {"probability_calculation"},
    "sales:change_logo": {"file"},
    "security:copy_role": {"name"},
    "security:edit_role": {"name"},
    "security:new_company": {"name", "time_zone", "language"},
    "security:new_user": {"email", "name"},
    "security:settings": {"name", "theme"},
    "trade:edit_item": {"type"},
    "trade:new_item": {"type"},
}


def test_of_a_blank_field_each_form_says_what_the_rules_say(browser, ann):
    records = one_of_each(ann.company)

    said = {
        address.name: found
        for address in ADDRESSES
        if address.in_a_company
        for to in address.doors(records)
        if (found := set(REQUIRED.findall(sent_empty(browser, to))))
    }

    assert said == SAID_BY_THE_FORM_ALONE


def sent_empty(browser, to):
    """The page of a form in which nothing was filled in; what it did is undone."""
    with transaction.atomic():
        page = browser.post(to, {"version": "1"})
        transaction.set_rollback(True)
    return page.text if page.status_code == 422 else ""

"""What the house promises of every dialog: one may look before one does it."""

from __future__ import annotations

import ast
import re

from tests.architecture.addresses import ADDRESSES, one_of_each
from tests.architecture.test_files import calls, named, trees

DIALOG = re.compile(r'<form class="dialog-form.*?</form>', re.DOTALL)
WITHOUT_PREVIEW = {
    # They show it by themselves.
    "lists/bulk/show.py _show": "shows what becomes of the counted rows",
    "undo/pages.py _show": "shows at once what undoing does",
    "opportunities/pages/deleting.py delete_closed": "counts and sums what would go",
    "imports/pages/runs.py apply": "its page shows what becomes of each row",
    # They change no record.
    "lists/bulk/show.py _show_refused": "only says why nothing can be done",
    "lists/frame/exporting/dialog.py show_export": "only reads",
    "background/pages/jobs.py cancel": "what is done stays, what is not is not done",
    "lists/pages/columns.py choose": "how one likes to see a list",
    "background/pages/mail.py test": "a message goes, and no record changes",
    "notes/pages/mentions.py _read": "what one has read oneself",
    "imports/pages/runs.py delete": "the file goes; what is imported stays",
    "security/pages/own.py work_date_page": "one's own, until one signs out",
    "number_series/pages/series.py next_": "only tells the next number",
    # It cannot be told here.
    "notes/pages/attachments.py attach": "the files would have to be chosen again",
    "sales/pages/sender.py logo": "the picture would have to be chosen again",
    "background/pages/jobs.py again": "the worker does it, row by row",
}
ASKED_WITHOUT_A_VERSION = {
    # They only tell.
    "lists/bulk/show.py _show_refused": "says why nothing can be done",
    "lists/bulk/show.py _show_report": "says what was done",
    "opportunities/pages/closing.py _show": "says why it cannot be closed",
    "opportunities/pages/moving.py _show_refused": "says why it cannot be moved",
    # They add, and change nothing that a colleague made.
    "sales/pages/dialogs.py _question": "makes a quote",
    "sales/pages/messages.py again": "sends a message as it was written",
    "sales/pages/versions.py keep": "keeps a version",
    "background/pages/jobs.py again": "starts a job",
    # They set one thing, the same whoever does it, and are taken back at a click.
    "contacts/pages/duplicates.py compare_again": "two contacts are compared again",
    "contacts/pages/duplicates.py separate": "two contacts are no duplicates",
    "notes/pages/mentions.py _read": "what one has read oneself",
    "opportunities/pages/stages.py order": "the other button takes it back",
    "sales/pages/lines.py _asked": "the cells beside it show what is there",
    "security/pages/users.py _decide": "lets in, keeps out, or sends a link",
    # They are judged by what there is, value by value.
    "undo/pages.py undo": "refused where a value changed since",
    "undo/pages.py _at_once": "refused where a value changed since",
    "background/pages/jobs.py cancel": "what is done by then stays",
    "imports/pages/runs.py apply": "each row is judged as it is worked off",
    "imports/pages/runs.py delete": "the file goes; what is imported stays",
}


def named_where(judge):
    """Return the functions of which something is so, each with its file."""
    return {
        f"{named(path)} {function.name}"
        for path, tree in trees().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and judge(function)
    }


def declines_preview(function):
    return any(
        keyword.arg == "preview" and getattr(keyword.value, "value", None) is False
        for call in calls(function)
        for keyword in call.keywords
    )


def test_a_dialog_without_a_preview_says_why_in_the_list_above():
    assert named_where(declines_preview) == WITHOUT_PREVIEW.keys()


def test_every_page_opens_and_a_dialog_that_changes_something_offers_a_preview(
    browser, ann
):
    """Nothing is a defect: a page shows the record, or says it is not there."""
    records = one_of_each(ann.company)
    excepted = {where.partition(".py")[0] for where in WITHOUT_PREVIEW}

    defects, dialogs, without = [], 0, []
    for address in ADDRESSES:
        for to, record in address.doors(records).items():
            page = browser.get(to)
            if address.in_a_company and page.status_code not in {200, 302, 404}:
                defects.append((address.name, record, page.status_code))
            shown = dialogs_in(page)
            dialogs += len(shown)
            if not all('name="preview"' in dialog for dialog in shown):
                without.append(address)

    assert defects == []
    assert dialogs > 40
    assert [a.name for a in without if module_of(a) not in excepted] == []


def asks_without_a_version(function):
    names = (getattr(call.func, "id", "") for call in calls(function))
    return "ConfirmForm" in names


def test_a_question_that_carries_no_version_says_why_in_the_list_above():
    """All others are refused, and asked again, once a colleague changed the record."""
    assert named_where(asks_without_a_version) == ASKED_WITHOUT_A_VERSION.keys()


def dialogs_in(page):
    there = page.status_code == 200 and not page.streaming
    return DIALOG.findall(page.text) if there else []


def module_of(address):
    return address.view.__module__.removeprefix("kans.").replace(".", "/")

"""An update from commit e5b314a by the guide loses nothing, on either database."""

from collections import Counter
from uuid import UUID

import pytest

from tests.ground.test_serving import awaited
from tests.ground.updating.guide import commands
from tests.ground.updating.installation import PATIENCE
from tests.ground.updating.pages import COMPANY, pages_seen
from tests.ground.updating.rows import all_rows, asked
from tests.ground.updating.story import install_old

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("updating")]

WON = 66  # opportunities of the demo company
# Here `kans migrate` adds what is new.
GROWING = {"django_migrations", "django_content_type", "auth_permission"}

CITY = "SELECT city FROM contacts_contact WHERE name = '{}'"
# What each job that waited was to do: a question, and the answer once it is done.
DONE = {
    "SELECT blocked FROM team_salesperson WHERE code = 'UPD1'": [True],
    "SELECT blocked FROM team_salesperson WHERE code = 'UPD2'": [False],
    "SELECT s.code FROM contacts_contact c JOIN team_salesperson s"
    " ON s.id = c.salesperson_id WHERE c.name = 'Update Owner'": ["UPD"],
    "SELECT s.code FROM customers_customer c JOIN team_salesperson s"
    " ON s.id = c.salesperson_id WHERE c.name = 'Update Buyer'": ["UPD"],
    "SELECT blocked FROM customers_customer WHERE name = 'Update Blocked'": ["All"],
    "SELECT name FROM contacts_contact WHERE name = 'Update Gone'": [],
    "SELECT name FROM customers_customer WHERE name = 'Update No Buyer'": [],
    "SELECT blocked FROM trade_item WHERE description = 'Update Blocked'": [True],
    "SELECT blocked FROM trade_item WHERE description = 'Update Unblocked'": [False],
    "SELECT description FROM trade_item WHERE description = 'Update Gone'": [],
    "SELECT e.action_taken FROM opportunities_opportunityentry e"
    " JOIN opportunities_opportunity o ON o.id = e.opportunity_id"
    " WHERE o.description = 'Update Advanced' ORDER BY e.id": ["", "Next"],
    "SELECT s.code FROM opportunities_opportunity o JOIN team_salesperson s"
    " ON s.id = o.salesperson_id WHERE o.description = 'Update Handed Over'": ["UPD"],
    "SELECT priority FROM opportunities_opportunity"
    " WHERE description = 'Update Urgent'": [3],
    "SELECT status FROM opportunities_opportunity"
    " WHERE description IN ('Update Lost', 'Update Deleted', 'Update Filtered')": [
        "Lost"
    ],
    "SELECT status FROM sales_salesdocument"
    " WHERE name LIKE 'Update Releases %' ORDER BY type": ["Released", "Released"],
    "SELECT status FROM sales_salesdocument WHERE name LIKE 'Update Deletes %'": [],
    CITY.format("Update Undone 1"): ["Delft"],
    CITY.format("Update Undone 4"): ["Delft"],
    "SELECT count(*) FROM contacts_contact WHERE name LIKE 'Update Import %'": [600],
    "SELECT status FROM imports_importrun ORDER BY id": ["DONE", "CHECKED"],
    "SELECT created, refused FROM imports_importrun ORDER BY id": [(600, 0), (2, 1)],
    "SELECT recipient, status FROM sales_documentmessage ORDER BY id": [
        ("waiting@example.com", "Sent"),
        ("interrupted@example.com", "Doubtful"),
    ],
}


def test_one_of_two_hosts_migrates_and_the_other_finds_nothing_to_do(story):
    idle, busy = sorted(story.said, key=len)

    assert "No migrations to apply." in idle
    assert "Applying foundation.0011_mail... OK" in busy


def test_every_row_is_as_it_was(story):
    before, after = story.rows, story.updated_rows

    assert before.keys() <= after.keys()
    changed = [t for t in before if t not in GROWING and was(t, story) != before[t]]
    lost = [row for t in GROWING for row in before[t] if row not in was(t, story)]
    assert (changed, lost) == ([], [])


def was(table, story):
    """The rows of now, in the columns of then."""
    columns = story.rows[table][0].keys() if story.rows[table] else ()
    rows = story.updated_rows[table]
    return [{name: row[name] for name in columns} for row in rows]


def test_who_was_signed_in_still_is_and_sees_the_same_figures_and_histories(story):
    now = pages_seen(story.anna, story.made)

    assert {path: gone(story.pages[path], now[path]) for path in now} == {
        path: [] for path in now
    }


def test_a_role_grants_the_same_and_its_holder_signs_in(story):
    tess = story.signed_in(*story.made["teller"])

    now = pages_seen(tess, story.made)

    statuses = {path: status for path, (status, _lines) in now.items()}
    assert statuses == {path: status for path, (status, _) in story.granted.items()}
    assert statuses[f"{COMPANY}/opportunities/"] == 403
    assert tess.get(f"{COMPANY}/contacts/")[0] == 200


def gone(before, after):
    """The lines that are no longer said."""
    assert (before[0], after[0]) == (200, 200)
    return [*(Counter(before[1]) - Counter(after[1]))]


def test_what_was_done_before_is_undone(story):
    for change in story.made["changes"].values():
        status, _page = story.anna.confirm(f"{COMPANY}/changes/{change}/undo/")
        assert status == 302

    assert answer(story, CITY.format("Update Edited")) == ["Delft"]
    (file,) = answer(
        story,
        "SELECT a.id FROM foundation_attachment a JOIN contacts_contact c"
        " ON c.id = a.record_id WHERE c.name = 'Update Deleted'",
    )
    address = f"{COMPANY}/attachments/{UUID(str(file))}/"
    assert story.anna.get(address) == (200, "Fifty desks.")


def test_jobs_that_waited_or_were_interrupted_are_done(story):
    left = "SELECT kind FROM foundation_job WHERE ended_at IS NULL"
    with story.kans.at_work():
        assert awaited(lambda: answer(story, left) == [], seconds=5 * PATIENCE)

    failed = "SELECT kind FROM foundation_job WHERE status IN ('FAILED', 'CANCELED')"
    assert answer(story, failed) == []
    assert {question: answer(story, question) for question in DONE} == DONE
    assert [sent["To"] for sent in story.post.taken] == ["waiting@example.com"]
    status, file = story.anna.get(f"{COMPANY}/exports/{story.made['export']}/")
    assert (status, len(file.splitlines())) == (200, 1 + WON)
    for run in story.made["imports"]:
        assert story.anna.get(f"{COMPANY}/imports/{run}/")[0] == 200


def test_going_back_leaves_what_was_there_before_the_update(story, old_checkout):
    story.kans.stop()

    install_old(story, old_checkout)
    restore, check = commands("Restoring", story.database)
    story.run(restore)
    if story.database == "postgresql":
        story.use(f"{story.url}_restored")
    story.run(check)
    story.kans.serve("--no-jobs")

    assert all_rows(story.url) == story.rows
    assert pages_seen(story.anna, story.made) == story.pages


def answer(story, question):
    """The rows that answer it; of one column, their values."""
    heads, rows = asked(story.url, question)
    return [row[0] for row in rows] if len(heads) == 1 else rows

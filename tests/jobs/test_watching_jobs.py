"""Who starts a job sees how far it is, what became of it, and is told of its end."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.permissions import Level, every_permission
from kans.foundation.jobs import run_now
from kans.foundation.jobs.running import run
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Job, JobStatus
from kans.security.models import Membership, User
from kans.security.queries import the_system
from tests.builders import MARCH_2, a_role
from tests.jobs.starting import a_hiring, after, codes, hired, one_turn
from tests.undo.test_undoing_at_the_door import offered_in

LIST = "/c/cronus/jobs/"
PART = {"HX-Request": "true", "HX-Target": "job_progress"}


def page_of(job, sub=""):
    return f"/c/cronus/jobs/{job.pk}/{sub}"


def text_of(response):
    """What stands on the page, without its marks."""
    html = re.sub(
        r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def ann_becomes_a_reader():
    with open_change("test"):
        Membership.objects.update(role=a_role(level=Level.READER))


def the_systems_hiring(ann):
    with acting_as(the_system(ann.company)):
        return a_hiring(about="Of the system")


def test_a_running_job_shows_how_far_it_is_and_asks_again(browser):
    job = a_hiring(nameless=[1])
    one_turn(job)

    part = browser.get(page_of(job), headers=PART)

    assert "5 of 12 · 41%" in text_of(part)
    assert "Hired 4 Refused 1" in text_of(part)
    assert '<progress class="job-bar" aria-label="Progress" max="100" value="41">' in (
        part.content.decode()
    )
    assert 'hx-trigger="load delay:1s' in part.content.decode()
    assert "HX-Trigger" not in part.headers


def test_once_it_has_ended_nothing_asks_again_and_the_page_is_renewed(browser):
    job = run_now(a_hiring())

    part = browser.get(page_of(job), headers=PART)

    assert "Done 12 of 12" in text_of(part)
    assert "hx-trigger" not in part.content.decode()
    assert part.headers["HX-Trigger"] == "kans:refresh"


def test_refused_rows_stand_by_reason_and_can_be_downloaded(browser):
    job = run_now(a_hiring(nameless=[3, 7]))

    page = text_of(browser.get(page_of(job)))
    file = browser.get(page_of(job, "refused/"))

    assert "2 Enter a code. Line 3 S3 Line 7 S7" in page
    assert file.headers["Content-Disposition"] == (
        'attachment; filename="hire-salespeople-refused-rows.csv"'
    )
    assert file.content.decode("utf-8-sig").splitlines() == [
        "Line,Row,Reason",
        "3,S3,Enter a code.",
        "7,S7,Enter a code.",
    ]


def test_what_begins_a_formula_is_harmless_in_the_download(browser):
    job = run_now(a_hiring(nameless=[0], prefix='=HYPERLINK("x")'))

    file = browser.get(page_of(job, "refused/"))

    assert '"\'=HYPERLINK(""x"")0"' in file.content.decode()


def test_the_download_of_who_reads_dutch_is_separated_by_semicolons(
    browser, ann_the_user
):
    job = run_now(a_hiring(nameless=[1000], rows=1001, prefix="\uff1d"))
    with open_change("test"):
        User.objects.get(pk=ann_the_user.pk).become(language="nl")

    file = browser.get(page_of(job, "refused/"))

    assert file.content.decode("utf-8-sig").splitlines()[1:] == [
        "1000;'\uff1d1000;Enter a code."
    ]


def test_a_job_offers_to_undo_what_it_did_once_it_has_ended(browser):
    job = a_hiring()
    taken = one_turn(job)
    still = "The job that does this still runs: Hire Salespeople."
    assert still in text_of(browser.get(page_of(job)))

    run(taken, until=lambda: False, between=lambda: None)
    page = browser.get(page_of(job))
    assert still not in text_of(page)
    undo = verb_in(page, "undo_change")
    browser.post(undo)
    assert hired() == []

    page = browser.get(page_of(job))
    assert verb_in(page, "undo_change") is None
    assert "was undone already" in text_of(page)


def test_one_that_changed_nothing_has_nothing_to_undo(browser):
    job = run_now(a_hiring(rows=1, nameless=[0]))

    assert "Undo" not in text_of(browser.get(page_of(job)))


def test_who_may_not_undo_is_told_so(browser):
    job = run_now(a_hiring())
    held = every_permission() - {"foundation.undo_change"}
    with open_change("test"):
        Membership.objects.update(role=a_role("HELD", *held))

    page = browser.get(page_of(job))

    assert verb_in(page, "undo_change") is None
    assert offered_in(browser.get("/c/cronus/salespeople/")) is None


def test_the_end_is_told_with_an_offer_to_undo_it_and_then_to_redo_it(browser):
    run_now(a_hiring())
    elsewhere = "/c/cronus/salespeople/"

    to, caption = offered_in(browser.get(elsewhere))
    assert caption == "Undo"
    again, caption = offered_in(browser.post(to, {"back": elsewhere}, follow=True))
    assert (caption, hired()) == ("Redo", [])
    browser.post(again)
    assert hired() == codes(12)


def verb_in(page, verb):
    """Where the button of a verb leads, if it can be used."""
    found = re.search(rf'<a\b[^>]*data-verb="{verb}"[^>]*>', page.content.decode())
    return re.search(r'href="([^"]+)"', found[0])[1] if found else None


def test_a_failed_job_says_which_reference_to_look_for(browser):
    job = run_now(a_hiring(breaks_at=0))

    page = text_of(browser.get(page_of(job)))

    assert f"which stands in the log: {job.reference}." in page
    assert "Failed" in page


def test_it_is_canceled_from_its_page(browser):
    job = a_hiring()

    dialog = browser.get(page_of(job, "cancellation/"))
    answer = browser.post(page_of(job, "cancellation/"))

    assert "What is done stays done." in text_of(dialog)
    assert answer.url == page_of(job)
    assert after(job).status == JobStatus.CANCELED


def test_what_has_ended_is_not_canceled_and_the_button_says_why(browser):
    job = run_now(a_hiring())

    refused = browser.post(page_of(job, "cancellation/"))

    sentence = "This job has ended: there is nothing left to cancel."
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert sentence in text_of(browser.get(page_of(job)))
    assert after(job).status == JobStatus.DONE


def test_run_again_leads_to_the_new_job(browser):
    job = run_now(a_hiring())

    answer = browser.post(page_of(job, "again/"))

    new = Job.objects.exclude(pk=job.pk).get()
    assert answer.url == page_of(new)
    assert (new.arguments, new.status) == (job.arguments, JobStatus.QUEUED)


def test_the_list_shows_what_who_since_when_and_how_far(browser, clock):
    one_turn(a_hiring())
    clock.set(MARCH_2, 9, 5)
    autumn = a_hiring(about="Autumn", prefix="A", nameless=[1])
    clock.set(MARCH_2, 9, 20)
    run_now(autumn)

    page = text_of(browser.get(LIST))

    since, ended = "03/02/2026 09:05", "03/02/2026 09:20"
    assert "Hire Salespeople Spring Running 41% 5 0 Ann 03/01/2026 10:00" in page
    assert f"Hire Salespeople Autumn Done 100% 12 1 Ann {since} {ended}" in page


def test_all_its_rows_done_it_is_not_done_yet_in_the_list_and_on_its_page(browser):
    job = a_hiring()
    one_turn(job)
    Job.objects.update(done=12)

    assert "Spring Running 99% 12 0" in text_of(browser.get(LIST))
    assert "12 of 12 · 99%" in text_of(browser.get(page_of(job)))


def test_who_may_not_see_the_others_jobs_sees_their_own(browser, ann):
    mine, other = a_hiring(), the_systems_hiring(ann)
    assert browser.get(page_of(other)).status_code == 200

    ann_becomes_a_reader()

    assert "Spring" in text_of(browser.get(LIST))
    assert "Of the system" not in text_of(browser.get(LIST))
    assert browser.get(page_of(mine)).status_code == 200
    for sub in ("", "refused/", "cancellation/", "again/"):
        assert browser.get(page_of(other, sub)).status_code == 404


def test_the_header_counts_ones_jobs_and_the_next_page_tells_of_their_end(browser):
    job = a_hiring(nameless=[1])
    elsewhere = "/c/cronus/salespeople/"
    assert "Your jobs that are under way: 1" in text_of(browser.get(elsewhere))

    run_now(job)

    said = "Hire Salespeople · Spring is done, but 1 row was refused: see Jobs."
    assert said in text_of(browser.get(elsewhere))
    assert said not in text_of(browser.get(elsewhere))
    assert "under way" not in text_of(browser.get(elsewhere))


@pytest.mark.parametrize(
    "end, said",
    [
        ({"breaks_at": 0}, "Hire Salespeople · Spring has failed: see Jobs."),
        ({}, "Hire Salespeople · Spring is done."),
    ],
)
def test_it_is_told_how_the_job_ended(browser, end, said):
    run_now(a_hiring(**end))

    assert said in text_of(browser.get("/c/cronus/salespeople/"))


def test_a_job_of_the_system_is_told_to_nobody(browser, ann):
    run_now(the_systems_hiring(ann))

    assert "Of the system" not in text_of(browser.get("/c/cronus/salespeople/"))


def test_many_jobs_cost_a_page_no_more_queries_than_one(browser):
    def queries(address):
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        return len(asked)

    a_hiring()
    few = queries(LIST), queries("/c/cronus/salespeople/")
    for _ in range(15):
        a_hiring()

    assert (queries(LIST), queries("/c/cronus/salespeople/")) == few


def test_the_command_lists_the_jobs(ann, capsys):
    run_now(a_hiring(nameless=[1]))
    a_hiring(about="Autumn")

    call_command("jobs")
    call_command("jobs", "--running", "--company", "cronus")

    began = "cronus  2026-03-01 09:00 UTC  "
    waiting = began + "Waiting (0 rows)  Hire Salespeople · Autumn  Ann"
    done = began + "Done (12 of 12, 1 refused)  Hire Salespeople · Spring  Ann"
    assert capsys.readouterr().out.splitlines() == [waiting, done, waiting]

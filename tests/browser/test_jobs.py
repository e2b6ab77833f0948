"""What takes long is watched, canceled and told of, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kans.foundation.jobs import run_now
from kans.foundation.models import JobStatus
from tests.browser.desk import COMPANY, DESK, Desk
from tests.browser.looks import every_way
from tests.effort import only_long
from tests.jobs.starting import a_hiring, after, codes, hired
from tests.jobs.worker import a_worker

pytestmark = pytest.mark.django_db(transaction=True)

DUTCH = {
    "Cancel": "Annuleren",
    "Cancel Job": "Achtergrondtaak annuleren",
    "Canceled": "Geannuleerd",
    "Done": "Klaar",
    "Jobs": "Taken op de achtergrond",
    "Refused": "Geweigerd",
    "Refused Rows": "Geweigerde regels",
    "Running": "Bezig",
    "Run Again": "Opnieuw uitvoeren",
    "of": "van",
    "is done.": "is klaar.",
    "Actions": "Acties",
    "Your jobs that are under way": "Uw taken die bezig zijn",
    "Tell me what you want to do": "Vertel me wat u wilt doen",
}


@pytest.fixture(params=["en", only_long("nl")])
def desk(request, ann, ann_the_user, open_browser):
    dutch = request.param == "nl"
    page = open_browser(
        locale="nl-NL" if dutch else "en-US", user=ann_the_user, viewport=DESK
    )
    return Desk(page, DUTCH if dutch else {})


@pytest.fixture
def english(ann, ann_the_user, open_browser):
    return Desk(open_browser(user=ann_the_user, viewport=DESK), {})


def page_of(job):
    return f"{COMPANY}jobs/{job.pk}/"


def state(desk):
    return desk.page.locator("#job_progress .state")


def test_one_watches_a_job_to_its_end(desk):
    job = a_hiring(50, seconds=0.3)
    desk.page.goto(page_of(job))
    bar = desk.page.locator("#job_progress progress")

    with a_worker():
        expect(state(desk)).to_have_text(desk["Running"])
        expect(bar).to_have_attribute("value", re.compile("^[1-9]"))
        expect(desk.page.locator("#job_progress")).to_contain_text(f"{desk['of']} 50")
        expect(desk.page.locator("#job_said")).to_contain_text(desk["of"])
        expect(state(desk)).to_have_text(desk["Done"])

    expect(bar).to_have_attribute("value", "100")
    toast = desk.page.locator("#toasts")
    expect(toast).to_contain_text(f"Hire Salespeople · Spring {desk['is done.']}")
    cancel = desk.page.get_by_role("button", name=desk["Cancel"])
    expect(cancel).to_have_attribute("aria-disabled", "true")
    assert hired() == codes(50)


def test_one_cancels_a_job_and_what_is_done_stays(desk):
    job = a_hiring(500, seconds=0.3)
    desk.page.goto(page_of(job))

    with a_worker():
        expect(state(desk)).to_have_text(desk["Running"])
        desk.open("Cancel", "Cancel Job")
        desk.press_ok()
        expect(state(desk)).to_have_text(desk["Canceled"])

    assert after(job).status == JobStatus.CANCELED
    assert 0 < job.done < 500
    assert len(hired()) == job.done


def test_one_finds_the_job_again_with_what_was_refused(desk):
    job = run_now(a_hiring(nameless=[3, 7]))
    desk.page.goto(COMPANY)
    desk.tell_me(desk["Jobs"], desk["Jobs"])
    desk.expect_title(desk["Jobs"])

    desk.page.get_by_role("link", name="Hire Salespeople").click()

    refused = desk.page.get_by_role("region", name=desk["Refused Rows"])
    expect(refused.locator("li")).to_have_count(2)
    expect(refused).to_contain_text("S3")
    with desk.page.expect_download() as downloaded:
        refused.get_by_role("link").click()
    assert downloaded.value.suggested_filename.endswith(".csv")
    assert after(job).refused == 2


def test_the_header_counts_until_the_end_is_told(english):
    desk, job = english, a_hiring()
    desk.page.goto(f"{COMPANY}salespeople/")
    expect(desk.page.locator("#jobs_running")).to_contain_text("1")

    run_now(job)
    desk.page.reload()

    expect(desk.page.locator("#jobs_running")).to_be_empty()
    expect(desk.page.locator("#toasts")).to_contain_text("is done.")


def test_a_job_is_run_again_by_keyboard(english):
    desk = english
    job = run_now(a_hiring())
    desk.page.goto(page_of(job))

    desk.page.get_by_role("link", name="Run Again").press("Enter")
    expect(desk.ok).to_be_focused()
    desk.page.keyboard.press("Enter")

    expect(state(desk)).to_have_text("Waiting")
    assert str(job.pk) not in desk.page.url


def test_the_focus_stays_while_the_progress_is_renewed(english):
    desk, job = english, a_hiring(50, seconds=0.3)
    desk.page.goto(page_of(job))
    cancel = desk.page.get_by_role("link", name="Cancel")
    cancel.focus()

    with a_worker():
        further = re.compile(r"[1-9]\d* of 50 · ")
        expect(desk.page.locator("#job_progress")).to_contain_text(further)
        expect(cancel).to_be_focused()


def test_axe_finds_nothing_on_a_running_job(ann, ann_the_user, open_browser, axe):
    page = open_browser(user=ann_the_user, viewport=DESK, reduced_motion="reduce")
    job = a_hiring(500, seconds=0.3)
    page.goto(page_of(job))

    with a_worker():
        expect(page.locator("#job_progress")).to_contain_text("of 500")
        assert list(every_way(page, axe)) == []

"""Delete Opportunities as somebody does it at a desk, and takes it back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kans.foundation.models import Job, JobStatus
from kans.opportunities import jobs
from kans.opportunities.models import Opportunity, OpportunityEntry
from tests.browser.desk import DESK, Desk
from tests.builders import a_salesperson, an_opportunity
from tests.effort import only_long
from tests.jobs.worker import a_worker
from tests.opportunities.common import lost

pytestmark = pytest.mark.django_db(transaction=True)

DUTCH = {
    "Actions": "Acties",
    "Delete Opportunities": "Opportunity's verwijderen",
    "Deleted": "Verwijderd",
    "Done": "Klaar",
    "Number of Opportunities": "Aantal opportunity's",
    "Salesperson": "Verkoper",
    "Tell me what you want to do": "Vertel me wat u wilt doen",
    "Type that number to confirm it.": "Typ dat aantal om het te bevestigen.",
    "Undo": "Ongedaan maken",
    "6,000.00": "6.000,00",
    "is done.": "is klaar.",
    "of": "van",
}
GOING, CHUNK = 6, 1


@pytest.fixture
def closed(ann):
    """Six that are lost and belong to Peter, one of Johanna, and one still open."""
    peter = a_salesperson("PS", "Peter")
    for salesperson in [peter] * GOING + [None]:
        lost(an_opportunity(standing_on="Qualify", salesperson=salesperson))
    an_opportunity(standing_on="Qualify", salesperson=peter)


@pytest.mark.parametrize(
    ("locale", "words"), [("en-US", {}), only_long("nl-NL", DUTCH)]
)
def test_filtered_counted_deleted_watched_and_taken_back(
    closed, open_browser, ann_the_user, locale, words
):
    page = open_browser(locale=locale, user=ann_the_user, viewport=DESK)
    desk = Desk(page, words)
    page.goto("/c/cronus/")
    entries = OpportunityEntry.objects.count()

    desk.tell_me("delete opp", desk["Delete Opportunities"])
    effect = page.locator("#deletion_effect")
    expect(effect.locator("strong")).to_have_text(str(GOING + 1))
    asked = desk.dialog
    salesperson = asked.get_by_label(desk["Salesperson"], exact=True)
    salesperson.fill("P*")
    expect(effect.locator("strong")).to_have_text(str(GOING))
    expect(effect).to_contain_text(desk["6,000.00"])

    count, ok = asked.locator("[name=count]"), asked.locator("[data-ok]")
    count.fill(str(GOING + 1))
    ok.click()
    expect(asked).to_contain_text(desk["Type that number to confirm it."])
    assert not Job.objects.exists()

    count.fill(str(GOING))
    ok.click()
    desk.expect_title(desk["Delete Opportunities"])
    progress = page.locator("#job_progress")
    with a_worker(**{f"{jobs.__name__}.CHUNK": CHUNK}):
        expect(progress).to_contain_text(f"{desk['of']} {GOING}")
        expect(progress.locator(".state")).to_have_text(desk["Done"])
    expect(progress).to_contain_text(re.compile(rf"{desk['Deleted']}\s*{GOING}"))
    expect(page.locator("#toasts")).to_contain_text(desk["is done."])
    assert Job.objects.get().status == JobStatus.DONE
    assert Opportunity.objects.count() == 2

    desk.open("Undo", "Undo")
    desk.press_ok()
    expect(page.locator("#why_undo_change")).to_have_count(1)
    assert Opportunity.objects.filter(closed=True).count() == GOING + 1
    assert OpportunityEntry.objects.count() == entries

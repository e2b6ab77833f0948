"""A preview shows what OK will do, in people's words, and keeps nothing of it."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from kans.contacts.actions import create_contact, delete_contact
from kans.contacts.models import Contact
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.actions.action import for_each
from kans.foundation.actions.preview import OnlyForeseen, looking_ahead, preview
from kans.foundation.journal import recent_changes
from kans.foundation.journal.notices import take_notices
from kans.foundation.models import Change, Company
from kans.opportunities.actions import close_opportunity, move_opportunity
from kans.opportunities.models import CloseOpportunityCode, Opportunity
from kans.opportunities.rules.closing import CloseCodeOfOtherOutcome, Outcome
from kans.opportunities.rules.moves import Move
from kans.security.models import User
from kans.team.actions import edit_salesperson
from kans.team.models import Salesperson
from tests.builders import (
    MARCH_8,
    a_close_code,
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_salesperson,
    an_estimate,
    an_opportunity,
    ann_without,
)
from tests.opportunities.pages import form_of, htmx, text_of
from tests.undo.undoing import figures, refused, whole

pytestmark = pytest.mark.usefixtures("ann")
AT = "/c/cronus/"
CONT_ENDS = (
    "Number CT001 is given, but number series CONT ends at CT003. Add a line to the "
    "series in time."
)


def in_words(seen):
    return [
        (
            record.kind.label,
            record.caption,
            record.record,
            list(map(str, record.changes)),
        )
        for record in seen.records
    ]


@pytest.fixture
def numbered(ann):
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT001"))


def test_a_new_record_is_shown_with_what_stands_in_it(numbered):
    seen = preview(create_contact, name="Contoso", city="Delft")

    line, contact = in_words(seen)
    assert line == (
        "Changed",
        "Number Series Line",
        "CT001",
        [
            "Last No. Used: blank → CT001",
            "Last Date Used: blank → 03/01/2026",
        ],
    )
    assert contact[:3] == ("Created", "Contact", "Contoso")
    assert contact[3] == [
        "No.: blank → CT001",
        "Type: blank → Company",
        "Name: blank → Contoso",
        "Company Name: blank → Contoso",
        "City: blank → Delft",
    ]
    assert not Contact.objects.exists()


def test_a_change_is_shown_from_what_to_what_and_by_name():
    opportunity = an_opportunity(standing_on="Qualify")

    seen = preview(
        move_opportunity,
        opportunity,
        Move.NEXT,
        on=MARCH_8,
        estimate=an_estimate(2500),
    )

    changed, left, entered = in_words(seen)
    assert changed[:2] == ("Changed", "Opportunity")
    assert "Current Stage: Qualify → Present" in changed[3]
    assert "Estimated Value (LCY): 1,000.00 → 2,500.00" in changed[3]
    assert (left[0], left[3]) == (
        "Changed",
        ["Active: Yes → No", "Days Open: 0 → 7"],
    )
    assert entered[0] == "Created"
    assert seen.summary() == [
        "Opportunity: 1 changed",
        "Opportunity Entry: 1 created",
        "Opportunity Entry: 1 changed",
    ]
    assert opportunity.active.stage.description == "Qualify"


def test_what_would_go_is_named():
    contact = a_contact("Contoso")

    assert in_words(preview(delete_contact, contact)) == [
        ("Deleted", "Contact", "Contoso", [])
    ]
    assert Contact.objects.get() == contact


def test_a_refusal_is_the_one_of_the_act():
    opportunity = an_opportunity(standing_on="Qualify")
    code = a_close_code("LOST", Outcome.LOST)

    with refused(CloseCodeOfOtherOutcome):
        preview(
            close_opportunity,
            opportunity,
            Outcome.WON,
            code,
            on=MARCH_8,
            sales_value=Decimal(1),
        )


def test_who_may_not_do_it_may_not_look_ahead():
    with acting_as(ann_without("contacts.create_contact")), refused(NotPermitted):
        preview(create_contact, name="Contoso")


def test_a_notice_is_part_of_the_preview_and_of_nothing_else(ann):
    series = a_number_series("CONT", "CT001")
    line = series.lines.get()
    a_marketing_setup(contact_numbers=series)
    warned(line)
    take_notices()
    recent_changes.pop_all()

    seen = preview(create_contact, name="Contoso")

    assert list(seen.notices) == [CONT_ENDS]
    assert take_notices() == ()
    assert recent_changes.pop_all() == ()


def warned(line):
    from kans.foundation.journal.journal import open_change

    with open_change("test"):
        line.warning_number, line.ending_number = "CT001", "CT003"
        line.save()


def test_many_rows_at_once_keep_nothing_either():
    for code in "ABC":
        a_salesperson(code, name=code)
    before = whole()
    rows = list(Salesperson.objects.all())

    with looking_ahead(), pytest.raises(OnlyForeseen) as foreseen:
        list(
            for_each(
                "edit_salesperson",
                lambda seller: edit_salesperson(seller, phone="1"),
                rows,
                chunk=2,
            )
        )

    assert foreseen.value.preview.summary() == ["Salesperson: 3 changed"]
    assert whole() == before


# At the door ------------------------------------------------------------------------


@pytest.mark.parametrize("with_script", [True, False])
def test_the_button_shows_it_under_what_was_typed(browser, with_script):
    contact = a_contact("Contoso", phone="1")
    address = f"{AT}contacts/{contact.number}/edit/"
    given = htmx("dialog") if with_script else {}
    form = {**form_of(browser.get(address, **given)), "phone": "020 123"}
    before = whole()

    page = browser.post(address, {**form, "preview": "1"}, **given)

    text = " ".join(text_of(page).split())
    assert page.status_code == 200
    assert "This is what “Save” will do" in text
    assert "<del>1</del>" in text
    assert "<ins>020 123</ins>" in text
    assert form_of(page)["phone"] == "020 123"
    assert whole() == before
    assert "The contact" not in text_of(browser.get(f"{AT}contacts/"))

    browser.post(address, form, **given)
    assert Contact.objects.get().phone == "020 123"


def test_a_refused_preview_says_the_same_as_ok(browser):
    contact = a_contact("Contoso")
    address = f"{AT}contacts/{contact.number}/edit/"
    form = {**form_of(browser.get(address)), "email": "nowhere"}

    refused_ok = browser.post(address, form)
    refused_preview = browser.post(address, {**form, "preview": "1"})

    assert refused_preview.status_code == refused_ok.status_code == 422
    assert "This is what" not in text_of(refused_preview)


def test_every_dialog_of_an_action_has_the_button(browser):
    opportunity = an_opportunity(standing_on="Qualify")
    for verb in ("update", "closure", "edit"):
        page = text_of(browser.get(f"{AT}opportunities/{opportunity.number}/{verb}/"))
        assert 'name="preview"' in page
        assert 'data-preview title="Shows what would happen' in page
    page = text_of(browser.get(f"{AT}opportunities/{opportunity.number}/deletion/"))
    assert 'keeps nothing of it." disabled' in page  # as OK: it is still open


def test_a_code_that_would_be_added_is_shown_in_the_list_of_codes(browser):
    a_close_code("BEST")
    opportunity = an_opportunity(standing_on="Qualify")
    address = f"{AT}opportunities/{opportunity.number}/closure/"
    typed = {
        **form_of(browser.get(address)),
        "show": "choose",
        "line-code": "NEW",
        "line-outcome": "Won",
        "preview": "1",
    }

    page = " ".join(text_of(browser.post(address, typed)).split())

    assert "Close Opportunity Code <strong>NEW</strong>" in page
    assert CloseOpportunityCode.objects.count() == 1


def test_what_is_no_business_has_no_preview(browser):
    assert 'name="preview"' not in text_of(browser.get(f"{AT}work-date/"))


# Commands ---------------------------------------------------------------------------


def said_by(command, **options):
    said = StringIO()
    call_command(command, stdout=said, dry_run=True, **options)
    return said.getvalue()


def test_a_company_is_only_told_of(ann):
    before = whole()

    said = said_by("create_company", slug="ours", name="Ours")

    assert "Created: Company Ours\n  Address: blank → ours\n" in said
    assert "Role: 4 created" in said
    assert said.endswith("Nothing was kept: this was a dry run.\n")
    assert "is ready" not in said
    assert whole() == before


def test_an_administrator_is_only_told_of(ann):
    before = whole()

    said = said_by("create_administrator", email="eve@ours.example", company="cronus")

    assert "Created: User eve" in said
    assert "assword" not in said.replace("Password: ", "")
    assert whole() == before
    assert not User.objects.filter(name="eve").exists()


def test_what_would_be_forgotten_is_counted(ann, clock):
    delete_contact(a_contact("Contoso"))
    clock.set(MARCH_8)
    before = whole()

    assert said_by("forget_deleted", days=0) == (
        "Nothing was kept: this was a dry run.\ncronus: 1 would be forgotten.\n"
    )
    assert whole() == before


@pytest.mark.long
def test_a_demo_company_is_only_counted(ann):
    before, changes = figures(), Change.objects.count()

    said = said_by("demo", language="en", yes=True)

    assert "Opportunity: " in said
    assert "created" in said
    assert "Nothing was kept" in said
    assert (figures(), Change.objects.count()) == (before, changes)
    assert Company.objects.count() == 1
    assert not Opportunity.objects.exists()

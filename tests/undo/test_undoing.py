"""Whatever was done can be undone and redone, unless something stands on it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from kans.contacts.actions import (
    create_contact,
    delete_contact,
    edit_contact,
)
from kans.contacts.models import Contact
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.actions.action import for_each
from kans.foundation.history import history
from kans.foundation.models import Change
from kans.foundation.records.records import RecordGone
from kans.notes.actions.comments import add_comment, delete_comment
from kans.notes.models import Comment
from kans.number_series.models import NumberSeriesLine
from kans.opportunities.actions import (
    activate_first_stage,
    create_opportunity,
    delete_opportunity,
    edit_close_code,
    edit_opportunity,
    move_opportunity,
    move_stage,
)
from kans.opportunities.actions.cycles import Towards
from kans.opportunities.models import (
    CloseOpportunityCode,
    Opportunity,
    Priority,
    SalesCycleStage,
)
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.moves import Move
from kans.security.actions.companies import edit_company
from kans.security.actions.users import (
    deactivate_user,
    edit_user,
    remove_user,
    set_password,
)
from kans.security.models import Membership
from kans.security.rules.memberships import LastAdministrator, MoreThanYouMay
from kans.team.actions import edit_salesperson
from kans.team.models import Salesperson
from kans.undo.actions import may_be_undone, undo_batch, undo_change
from kans.undo.retention import forget_deleted
from kans.undo.rules.undoing import (
    AlreadyUndone,
    ChangedSince,
    DeletedSince,
    Forgotten,
    Irrevocable,
    MadeWithIt,
    NeededOneGone,
    NoLongerAllowed,
    TakenSince,
    UsedSince,
)
from tests.builders import (
    MARCH_1,
    MARCH_8,
    a_close_code,
    a_company,
    a_contact,
    a_marketing_setup,
    a_membership,
    a_number_series,
    a_person,
    a_role,
    a_salesperson,
    a_user,
    an_actor,
    an_estimate,
    an_opportunity,
    ann_without,
)
from tests.opportunities.common import lost, won
from tests.undo.undoing import figures, redo, refused, the_last, undo, whole

pytestmark = pytest.mark.usefixtures("ann")


def numbered():
    """Contacts and opportunities get numbers from series."""
    a_marketing_setup(
        contact_numbers=a_number_series("CONT", "CT00001"),
        opportunity_numbers=a_number_series("OPP", "OP00001"),
    )


def moved():
    opportunity = an_opportunity(standing_on="Qualify")
    move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())
    return Opportunity.objects.get()


# What comes back ---------------------------------------------------------------


def test_a_move_is_undone_and_redone():
    opportunity = an_opportunity(standing_on="Qualify")
    before = figures()
    move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())
    after = figures()

    for _again in range(3):
        undo(the_last("move_opportunity"))
        assert figures() == before
        redo()
        assert figures() == after


def test_what_was_deleted_is_there_again_with_its_comments_and_its_version_goes_on():
    opportunity = moved()
    lost(opportunity)
    add_comment(opportunity, "Ask again in May")
    before, version = figures(), Opportunity.objects.get().version

    delete_opportunity(Opportunity.objects.get())
    undo()

    assert figures() == before
    again = Opportunity.objects.get()
    assert (again.pk, again.version) == (opportunity.pk, version + 1)
    assert again.description_key == "fifty desks"


def test_stages_that_changed_places_change_back():
    an_opportunity(standing_on="Qualify")
    before = figures()
    move_stage(SalesCycleStage.objects.get(number=1), Towards.END)
    after = figures()

    undo()
    assert figures() == before
    redo()
    assert figures() == after


def test_a_number_that_was_given_last_is_given_again():
    numbered()
    create_contact(name="Contoso")
    first = the_last()
    create_contact(name="Fabrikam")

    undo()
    assert NumberSeriesLine.objects.get(series__code="CONT").last_number_used == (
        "CT00001"
    )
    assert create_contact(name="Litware").number == "CT00002"

    undo(first)  # another number was given since: the series stays where it is
    assert NumberSeriesLine.objects.get(series__code="CONT").last_number_used == (
        "CT00002"
    )


def test_a_salesperson_is_edited_back_wherever_it_is_copied():
    numbered()
    company = a_contact("Contoso")
    person = a_person(at=company)
    an_opportunity(contact=person, standing_on="Qualify")
    before = figures()

    edit_contact(company, name="Contoso & Zn.", phone="020 123")
    undo()

    assert figures() == before


def test_what_was_done_again_since_by_hand_does_not_stand_in_the_way():
    contact = a_contact("Contoso", phone="1")
    edit_contact(contact, phone="2")
    first = the_last()
    edit_contact(contact, phone="3")
    edit_contact(contact, phone="2")

    undo(first)

    assert Contact.objects.get().phone == "1"


def test_what_was_undone_does_not_stand_in_the_way():
    contact = a_contact("Contoso", phone="1")
    edit_contact(contact, phone="2")
    first = the_last()
    edit_contact(contact, phone="3")

    undo()
    undo(first)

    assert Contact.objects.get().phone == "1"


def test_other_values_of_the_same_record_do_not_stand_in_the_way():
    contact = a_contact("Contoso", phone="1")
    edit_contact(contact, phone="2")
    first = the_last()
    edit_contact(contact, city="Delft")

    undo(first)

    assert (Contact.objects.get().phone, Contact.objects.get().city) == ("1", "Delft")


def test_the_undo_leaves_a_trace_that_says_what_it_undid():
    contact = a_contact("Contoso")
    edit_contact(contact, phone="2")
    change = the_last()

    undo()

    trace = the_last()
    assert (trace.verb, trace.undoes) == ("undo_change", change)
    assert (trace.subject_type, trace.subject_id) == ("contacts.contact", contact.pk)
    assert trace.subject_text == "Contoso"
    undone, done, _created = history(contact)
    assert (undone.verb, undone.undone) == ("Undo: Edit Contact", None)
    assert (done.verb, done.undone) == ("Edit Contact", trace)


def test_what_comes_back_follows_what_was_renamed_meanwhile():
    company = a_contact("Contoso")
    person = a_person(at=company)
    opportunity = an_opportunity(contact=company)
    lost(opportunity)
    delete_opportunity(Opportunity.objects.get())
    opportunity_gone = the_last()
    delete_contact(person)
    person_gone = the_last()
    edit_contact(Contact.objects.get(), name="Contoso & Zn.")

    undo(opportunity_gone)
    undo(person_gone)

    assert Opportunity.objects.get().contact_name == "Contoso & Zn."
    assert Opportunity.objects.get().company_name == "Contoso & Zn."
    assert Contact.objects.get(pk=person.pk).company_name == "Contoso & Zn."


def test_a_batch_is_undone_and_redone_as_one():
    for code in "ABCDE":
        a_salesperson(code, name=code)
    before = figures()
    batch = a_batch(lambda seller: edit_salesperson(seller, phone="1"))
    after = figures()

    undo_batch(batch)
    assert figures() == before
    redone = the_last().batch
    assert Change.objects.filter(batch=redone).count() == 3
    undo_batch(redone)
    assert figures() == after


def a_batch(act):
    from uuid6 import uuid7

    batch = uuid7()
    rows = list(Salesperson.objects.order_by("code"))
    list(for_each("edit_salesperson", act, rows, chunk=2, batch=batch))
    return batch


def test_a_batch_that_somebody_changed_since_stays_whole():
    for code in "ABCDE":
        a_salesperson(code, name=code)
    batch = a_batch(lambda seller: edit_salesperson(seller, phone="1"))
    edit_salesperson(Salesperson.objects.get(code="A"), phone="2")

    with refused(ChangedSince) as said:
        undo_batch(batch)

    assert said[0].startswith("Phone No. of Salesperson A was changed since: Ann,")


# What stands in the way ----------------------------------------------------------


def test_a_later_change_of_the_same_values_is_named():
    contact = a_contact("Contoso", phone="1")
    edit_contact(contact, phone="2")
    first = the_last()
    with acting_as(an_actor(contact.company, name="Ben")):
        edit_contact(contact, phone="3")

    with refused(ChangedSince) as said:
        undo(first)

    assert said == [
        (
            "Phone No. of Contact Contoso was changed since: "
            "Ben, Edit Contact, 03/01/2026 10:00. Undo that first."
        )
    ]


def test_whatever_was_changed_on_a_new_record_would_be_lost():
    numbered()
    contact = create_contact(name="Contoso")
    edit_contact(contact, city="Delft")

    with refused(ChangedSince) as said:
        undo(the_last("create_contact"))

    assert "City of Contact Contoso was changed since: Ann, Edit Contact" in said[0]


@pytest.mark.parametrize(
    "build",
    [
        lambda contact: an_opportunity(contact=contact),
        lambda contact: a_person(at=contact),
        lambda contact: add_comment(contact, "Hello"),
    ],
    ids=["opportunity", "person", "comment"],
)
def test_what_was_made_on_top_of_a_new_record_is_named(build):
    numbered()
    contact = create_contact(name="Contoso")
    change = the_last()
    made = build(contact)

    with refused(UsedSince) as said:
        undo(change)

    assert str(made) in said[0]


def test_a_record_that_was_deleted_since_is_named():
    contact = a_contact("Contoso", phone="1")
    edit_contact(contact, phone="2")
    first = the_last()
    delete_contact(contact)

    with refused(DeletedSince) as said:
        undo(first)

    assert said[0].startswith(
        "Contact Contoso was deleted since: Ann, Delete Contact, 03/01/2026"
    )


def test_a_number_that_somebody_else_has_by_now_is_named():
    numbered()
    a_marketing_setup(contact_numbers=a_number_series("FREE", manual_numbers=True))
    contact = create_contact(name="Contoso", number="CT9")
    delete_contact(contact)
    gone = the_last()
    create_contact(name="Fabrikam", number="CT9")

    with refused(TakenSince) as said:
        undo(gone)

    assert said[0].startswith(
        "No. CT9 of Contact Contoso has been taken since by Contact Fabrikam: "
        "Ann, Create Contact,"
    )


def test_a_record_that_is_needed_and_gone_is_named():
    contact = a_contact("Contoso")
    opportunity = an_opportunity(contact=contact)
    lost(opportunity)
    delete_opportunity(Opportunity.objects.get())
    gone = the_last()
    delete_contact(contact)

    with refused(NeededOneGone) as said:
        undo(gone)
    assert "deleted since: Ann, Delete Contact" in said[0]

    undo()
    undo(gone)
    assert Opportunity.objects.get().contact == contact


def test_a_comment_does_not_come_back_without_its_record():
    contact = a_contact("Contoso")
    delete_comment(add_comment(contact, "Hello"))
    gone = the_last()
    delete_contact(contact)

    with refused(NeededOneGone):
        undo(gone)


def test_an_entry_that_was_made_with_another_salesperson_keeps_it():
    opportunity = an_opportunity(standing_on="Qualify")
    other = a_salesperson("BEN", name="Ben")
    edit_opportunity(opportunity, salesperson=other)
    change = the_last()
    move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())

    with refused(MadeWithIt) as said:
        undo(change)

    assert "was made while Salesperson of Opportunity OP0001" in said[0]
    undo()
    undo(change)
    assert Opportunity.objects.get().salesperson.code == "JO"


def test_a_cycle_is_not_taken_from_under_who_follows_it():
    opportunity = an_opportunity()
    other = an_opportunity().sales_cycle
    edit_opportunity(opportunity, sales_cycle=other)
    change = the_last()
    activate_first_stage(opportunity, on=MARCH_8, estimate=an_estimate())

    with refused(MadeWithIt):
        undo(change)


def test_the_type_of_a_code_in_use_stays():
    code = a_close_code("X", Outcome.LOST)
    edit_close_code(code, outcome=Outcome.WON)
    change = the_last()
    won(an_opportunity(standing_on="Qualify"))

    with refused(MadeWithIt):
        undo(change)
    assert CloseOpportunityCode.objects.get().outcome == Outcome.WON


def test_what_no_constraint_would_allow_is_refused_in_words():
    person = a_person()
    edit_contact(person, privacy_blocked=True)
    change = the_last()
    edit_contact(person, minor=True)

    with refused(NoLongerAllowed) as said:
        undo(change)

    assert said[0].startswith("Privacy Blocked of Contact Clara Smit can no longer")


def test_several_things_in_the_way_are_told_together():
    numbered()
    contact = create_contact(name="Contoso")
    change = the_last()
    edit_contact(contact, city="Delft")
    add_comment(contact, "Hello")

    with refused(ChangedSince, UsedSince):
        undo(change)


def test_what_was_undone_is_undone_once():
    contact = a_contact("Contoso")
    edit_contact(contact, phone="2")
    change = the_last()
    undo()

    with refused(AlreadyUndone) as said:
        undo(change)

    assert "Ann, Undo: Edit Contact, 03/01/2026 10:00" in said[0]


def test_what_was_forgotten_does_not_come_back(clock):
    lost(an_opportunity(standing_on="Qualify"))
    delete_opportunity(Opportunity.objects.get())
    change = the_last()
    clock.set(MARCH_1 + timedelta(days=31))
    forget_deleted(kept_days=30)

    with refused(Forgotten):
        undo(change)


def test_what_came_back_is_not_forgotten(clock):
    contact = a_contact("Contoso", phone="1")
    delete_contact(contact)
    undo()
    clock.set(MARCH_1 + timedelta(days=31))
    edit_contact(Contact.objects.get(), phone="2")
    before = whole()

    assert forget_deleted(kept_days=30) == 0
    assert whole() == before


# Who may ----------------------------------------------------------------------------


def test_who_may_do_it_may_undo_it():
    contact = a_contact("Contoso", phone="1")
    edit_contact(contact, phone="2")
    change = the_last()

    with acting_as(ann_without("contacts.edit_contact")), refused(NotPermitted):
        undo(change)
    with acting_as(ann_without("foundation.undo_change")), refused(NotPermitted):
        undo(change)
    undo(change)
    with acting_as(ann_without("contacts.edit_contact")), refused(NotPermitted):
        redo()


def test_a_change_of_another_company_is_not_there(ann):
    other = a_company("My Company")
    with acting_as(an_actor(other)):
        edit_contact(a_contact("Theirs"), phone="2")
        change = the_last()

    with refused(RecordGone):
        undo_change(change)
    with pytest.raises(RecordGone):
        may_be_undone(change)


def test_what_reaches_beyond_our_records_is_not_undone(ann):
    member = a_membership()
    set_password(member, password="Another-lane-18")

    with refused(Irrevocable) as said:
        undo()
    assert said == [
        (
            "“Set Password” cannot be undone: nobody knows the former password; set "
            "another one instead."
        )
    ]
    edit_user(member, email="benny@cronus.example")
    with refused(Irrevocable) as said:
        undo()
    assert "the address was confirmed for signing in" in said[0]


def test_facts_and_roles_of_a_user_are_put_back(ann):
    member = a_membership(salesperson=a_salesperson())
    before = figures()

    edit_user(member, name="Benny", phone="06 123", role=a_role(level="READER"))
    undo()
    assert figures() == before

    deactivate_user(member)
    undo()
    assert figures() == before

    remove_user(Membership.objects.get(pk=member.pk))
    undo()
    assert figures() == before


def test_a_company_keeps_its_last_administrator(ann, ann_the_user):
    anns = Membership.objects.get()
    ben = a_membership(a_user("Ben"), level="READER")
    edit_user(ben, role=a_role(level="ADMIN"))
    change = the_last()
    with acting_as(an_actor(ann.company)):
        remove_user(anns)

    with refused(LastAdministrator):
        undo(change)


def test_undoing_is_no_way_to_more_power(ann):
    strong = a_role("STRONG", "contacts.delete_contact")
    member = a_membership(role=strong)
    edit_user(member, role=a_role(level="READER"))
    change = the_last()

    with (
        acting_as(ann_without("contacts.delete_contact")),
        refused(MoreThanYouMay),
    ):
        undo(change)


def test_the_company_itself_is_put_back(ann):
    before = figures()
    edit_company(ann.company, name="CRONUS BV", currency="USD")
    undo()

    assert figures() == before


def test_an_opportunity_with_its_first_stage_is_undone_and_redone():
    numbered()
    contact = a_contact("Contoso", salesperson=a_salesperson())
    cycle = an_opportunity(contact=contact).sales_cycle
    before = figures()
    create_opportunity(
        description="Chairs",
        contact=contact,
        sales_cycle=cycle,
        first_estimate=an_estimate(Decimal("12.50")),
        priority=Priority.HIGH,
    )
    after = figures()

    undo()
    assert figures() == before
    redo()
    assert figures() == after
    assert not Comment.objects.exists()

"""Making one contact of two: what goes over, what is chosen, what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Count, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kans.contacts.actions import merge_contacts, separate_contacts
from kans.contacts.models import Contact, SeparateContacts
from kans.contacts.queries import going_over, verdict_of_merging
from kans.contacts.rules.communication import NotAnEmailAddress
from kans.contacts.rules.merging import (
    MergedWithAnotherType,
    MergedWithItself,
    MergedWithOwnCompany,
    differing,
    taken_from_other,
)
from kans.contacts.rules.privacy import Privacy
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.errors import Refused
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.foundation.records.contributions import Answers, _answers
from kans.foundation.records.records import CompanyRecord, RecordGone
from kans.notes.actions.comments import add_comment
from kans.notes.models import Attachment, Comment
from kans.notes.queries import attachments_on, comments_on
from kans.opportunities.models import Opportunity, OpportunityEntry
from tests.builders import (
    a_contact,
    a_person,
    a_salesperson,
    an_attachment,
    an_estimate,
    an_opportunity,
    ann_without,
)
from tests.contacts.test_deleting_contacts import a_lost_opportunity, whose
from tests.contacts.test_opportunities_follow_their_contact import names
from tests.effort import effort

FOREIGN_KEYS = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.local_fields
    if field.is_relation and field.related_model is Contact
]


def two():
    return a_contact("Contoso", number="A"), a_contact("Contoso BV", number="B")


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def who_points_to(contact):
    return [
        f"{model.__name__}.{field.name}"
        for model, field in FOREIGN_KEYS
        if model.objects.filter(**{field.name: contact.pk}).exists()
    ]


# What goes over ---------------------------------------------------------------


def test_two_contacts_become_one(ann):
    kept, other = two()

    merged = merge_contacts(kept, other)

    assert list(Contact.objects.all()) == [merged] == [kept]
    assert (merged.number, merged.name) == ("A", "Contoso")


def test_opportunities_go_over_whatever_their_status(ann):
    kept, other = two()
    clara = a_person("Clara Smit", at=other)
    opened = an_opportunity(contact=other, standing_on="Qualify")
    waiting = an_opportunity(contact=other)
    lost = a_lost_opportunity(other)
    of_clara = an_opportunity(contact=clara, standing_on="Qualify")

    merge_contacts(kept, other)

    assert whose(opened) == whose(lost) == (kept, kept)
    assert whose(of_clara) == (clara, kept)
    assert fresh(waiting).contact == kept
    for opportunity in (opened, waiting, lost):
        assert names(opportunity) == ("Contoso", "Contoso")
    assert names(of_clara) == ("Clara Smit", "Contoso")


def test_the_name_of_who_was_deleted_before_stays(ann):
    kept, other = two()
    lost = a_lost_opportunity(other)
    with open_change("test"):
        Opportunity.objects.filter(pk=lost.pk).update(contact_name="Clara Smit")

    merge_contacts(kept, other)

    assert names(lost) == ("Clara Smit", "Contoso")


def test_opportunities_take_the_name_that_is_chosen(ann):
    kept, other = two()
    of_kept, of_other = an_opportunity(contact=kept), an_opportunity(contact=other)

    merge_contacts(kept, other, from_other=["name"])

    assert fresh(kept).name == fresh(kept).company_name == "Contoso BV"
    assert names(of_kept) == names(of_other) == ("Contoso BV", "Contoso BV")


def test_persons_go_over_and_follow_as_if_their_company_had_changed(ann):
    kept = a_contact("Contoso", phone="020-111 1111")
    other = a_contact("Contoso BV", phone="020-222 2222")
    clara = a_person("Clara Smit", at=other, phone="020-222 2222")
    jan = a_person("Jan Bos", at=other, phone="06-1234 5678")

    merge_contacts(kept, other)

    for person, phone in ((clara, "020-111 1111"), (jan, "06-1234 5678")):
        now = fresh(person)
        assert (now.company_contact, now.company_name) == (kept, "Contoso")
        assert now.phone == phone


def test_what_was_typed_for_persons_who_go_over_stays(ann):
    """Also when the kept company had just that before."""
    kept = a_contact("Contoso", phone="1")
    other = a_contact("Contoso BV", phone="2")
    clara = a_person("Clara Smit", at=other, phone="1")

    merge_contacts(kept, other, from_other=["phone"])

    assert fresh(clara).phone == "1"
    assert fresh(kept).phone == "2"


def test_persons_of_the_kept_company_follow_what_is_chosen(ann):
    kept = a_contact("Contoso", phone="020-111 1111")
    other = a_contact("Contoso BV", phone="020-222 2222")
    clara = a_person("Clara Smit", at=kept, phone="020-111 1111")

    merge_contacts(kept, other, from_other=["phone", "name"])

    assert fresh(clara).phone == "020-222 2222"
    assert fresh(clara).company_name == "Contoso BV"


def test_two_persons_become_one_at_the_company_of_the_kept_one(ann):
    contoso, fabrikam = a_contact("Contoso"), a_contact("Fabrikam")
    kept = a_person("Clara Smit", at=contoso)
    other = a_person("C. Smit", at=fabrikam)
    moved = an_opportunity(contact=other, standing_on="Qualify")

    merge_contacts(kept, other)

    assert whose(moved) == (kept, contoso)
    assert names(moved) == ("Clara Smit", "Contoso")


def test_a_person_who_had_no_company_takes_that_of_the_other(ann):
    contoso = a_contact("Contoso")
    kept, other = a_person("Clara Smit"), a_person("C. Smit", at=contoso)
    own = an_opportunity(contact=kept, standing_on="Qualify")

    merge_contacts(kept, other, from_other=["company_contact", "name"])

    kept = fresh(kept)
    assert (kept.company_contact, kept.company_name) == (contoso, "Contoso")
    assert (kept.first_name, kept.surname) == (other.first_name, other.surname)
    assert whose(own) == (kept, contoso)
    assert names(own) == ("C. Smit", "Contoso")


def test_comments_go_over_and_say_what_was_merged(ann):
    kept, other = two()
    add_comment(other, "Pays late.")

    merge_contacts(kept, other)

    assert [comment.text for comment in comments_on(kept)] == [
        "Merged with B Contoso BV.",
        "Pays late.",
    ]
    assert not comments_on(other).exists()


def test_files_go_over(ann):
    kept, other = two()
    offer = an_attachment("offer.txt", on=other)

    merge_contacts(kept, other)

    assert list(attachments_on(kept)) == [offer]


def test_whatever_hangs_on_a_contact_goes_over():
    """A kind of record that hangs on any other is moved by `move_belongings`."""
    hanging = {
        model
        for model in apps.get_models()
        if issubclass(model, CompanyRecord)
        and {"record_type", "record_id"} <= {f.name for f in model._meta.fields}
    }

    assert hanging == {Comment, Attachment}


def test_who_is_not_the_other_is_not_the_kept_one_either(ann):
    kept, other = two()
    third, fourth = a_contact("Contosa"), a_contact("Contosi")
    for contact in (kept, third, fourth):
        separate_contacts(other, contact)
    separate_contacts(kept, third)

    merge_contacts(kept, other)

    pairs = SeparateContacts.objects.of(kept)
    assert {pair.other_than(kept) for pair in pairs} == {third, fourth}
    assert SeparateContacts.objects.count() == 2


def test_what_would_go_over_is_told_before(ann):
    _kept, other = two()
    an_opportunity(contact=a_person("Clara Smit", at=other), standing_on="Qualify")
    an_opportunity(contact=other)
    add_comment(other, "Pays late.")
    an_attachment(on=other)

    told = {going.caption: going.count for going in going_over(other)}

    assert told == {
        "Opportunities": 2,
        "Opportunity Entries": 1,
        "Persons": 1,
        "Comments": 1,
        "Attachments": 1,
    }


# What is chosen ----------------------------------------------------------------------


def test_what_is_chosen_is_taken_and_the_rest_stays(ann):
    jo, pia = a_salesperson("JO"), a_salesperson("PIA")
    kept = a_contact("Contoso", phone="1", city="Ede", salesperson=jo, external_id="x")
    other = a_contact("C.", phone="2", city="", salesperson=pia, external_id="y")

    merge_contacts(kept, other, from_other=["phone", "salesperson", "external_id"])

    kept = fresh(kept)
    assert (kept.name, kept.phone, kept.city) == ("Contoso", "2", "Ede")
    assert (kept.salesperson, kept.external_id) == (pia, "y")


def test_what_is_filled_in_wins_over_what_is_blank():
    kept = {"name": "Contoso", "phone": "", "city": "Ede", "email": ""}
    other = {"name": "Contoso BV", "phone": "1", "city": "", "email": ""}

    assert differing(kept, other) == ("name", "phone", "city")
    assert taken_from_other(kept, other) == {"phone"}


@pytest.mark.parametrize(
    "kept, other, merged",
    [
        (Privacy(), Privacy(), Privacy()),
        (Privacy(), Privacy(blocked=True), Privacy(blocked=True)),
        (Privacy(blocked=True), Privacy(), Privacy(blocked=True)),
        (
            Privacy(blocked=True, minor=True),
            Privacy(),
            Privacy(blocked=True, minor=True),
        ),
        (
            Privacy(minor=True, consent=True),
            Privacy(),
            Privacy(minor=True, consent=True),
        ),
        (
            Privacy(blocked=True, minor=True),
            Privacy(minor=True, consent=True),
            Privacy(blocked=True, minor=True, consent=True),
        ),
    ],
)
def test_who_was_blocked_stays_blocked(kept, other, merged):
    assert kept.merged_with(other) == merged
    assert merged.may_be() == ()


def test_a_blocked_contact_stays_blocked(ann):
    kept = a_contact("Contoso")
    other = a_contact("Contoso BV", privacy_blocked=True)

    assert merge_contacts(kept, other).privacy_blocked


# What is refused ---------------------------------------------------------------------


def test_a_contact_is_not_merged_with_itself(ann):
    kept, _other = two()

    with pytest.raises(MergedWithItself):
        merge_contacts(kept, fresh(kept))

    assert Contact.objects.count() == 2


def test_a_person_is_not_merged_with_a_company(ann):
    kept = a_contact("Contoso")
    stranger, employee = a_person("Clara Smit"), a_person("Jan Bos", at=kept)

    for one, two in ((kept, stranger), (stranger, kept)):
        with pytest.raises(MergedWithAnotherType) as refused:
            merge_contacts(one, two)
        assert refused.value.facts == {"person": "Clara Smit", "company": "Contoso"}
    with pytest.raises(MergedWithOwnCompany):
        merge_contacts(kept, employee)

    assert Contact.objects.count() == 3


def test_what_is_taken_must_be_right(ann):
    kept = a_contact("Contoso")
    other = a_contact("Contoso BV", email="nobody", country="NL", vat_number="NL1")
    changes = Change.objects.count()

    with pytest.raises(Refused) as refused:
        merge_contacts(kept, other, from_other=["email", "country", "vat_number"])

    assert NotAnEmailAddress(text="nobody") in refused.value.refusals
    assert len(refused.value.refusals) == 2
    assert Change.objects.count() == changes
    assert fresh(kept).country == ""


@pytest.mark.parametrize("which", ["version", "other_version"])
def test_neither_may_have_changed_meanwhile(ann, which):
    kept, other = two()

    with pytest.raises(ChangedMeanwhile):
        merge_contacts(kept, other, **{which: 7})

    assert Contact.objects.count() == 2


def test_who_is_gone_is_not_merged(ann):
    kept, other = two()
    merge_contacts(kept, other)

    with pytest.raises(RecordGone):
        merge_contacts(kept, other)


def test_merging_is_a_permission(ann):
    kept, other = two()

    lacking = ann_without("contacts.merge_contacts")
    with acting_as(lacking), pytest.raises(NotPermitted):
        merge_contacts(kept, other)

    assert Contact.objects.count() == 2


def test_the_verdict_says_it_beforehand(ann):
    kept, other = two()

    assert verdict_of_merging(kept, other).allowed
    assert "itself" in verdict_of_merging(kept, kept).reason


def test_an_area_above_may_stand_in_the_way(ann, monkeypatch):
    class Customers(Answers):
        def may_merge(self, kept, other):
            yield NotAnEmailAddress(text=f"{kept} {other}")

    monkeypatch.setitem(_answers, Contact, [*_answers[Contact], Customers()])
    kept, other = two()

    with pytest.raises(NotAnEmailAddress):
        merge_contacts(kept, other)

    assert Contact.objects.count() == 2


# Whatever there is --------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model, field in FOREIGN_KEYS
        if model._meta.app_label != "contacts"
    ],
)
def test_who_points_to_contacts_answers_for_merging_them(key):
    answers = [a for a in _answers[Contact] if key in a.foreign_keys]

    assert answers
    assert all(type(each).merge is not Answers.merge for each in answers)


def figures():
    """Counts and sums of all opportunities, by status, and of all entries."""
    by_status = Opportunity.objects.values("status").order_by("status")
    counted = by_status.annotate(n=Count("id"), value=Sum("estimated_value"))
    entries = OpportunityEntry.objects.aggregate(
        n=Count("id"), v=Sum("estimated_value")
    )
    return list(counted), entries


fields = st.sampled_from(["name", "phone", "external_id", "company_contact"])
tales = st.fixed_dictionaries(
    {
        "of_persons": st.booleans(),
        "homes": st.lists(st.integers(0, 3), min_size=4, max_size=4),
        "deals": st.lists(
            st.tuples(
                st.integers(0, 6),
                st.integers(1, 10_000),
                st.sampled_from(["waiting", "open", "lost"]),
            ),
            min_size=1,
            max_size=6,
        ),
        "merged": st.permutations(range(3)),
        "from_other": st.sets(fields),
    }
)


@settings(
    max_examples=effort(6, long=200),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tale=tales)
def test_merging_loses_nothing_and_leaves_nothing_behind(ann, tale):
    with transaction.atomic():
        merge_and_compare(**tale)
        transaction.set_rollback(True)


def merge_and_compare(*, of_persons, homes, deals, merged, from_other):
    companies = [a_contact(f"Firm {n}", external_id=f"F{n}") for n in range(3)]
    persons = [
        a_person(f"Clara {n}", at=(*companies, None)[home], external_id=f"P{n}")
        for n, home in enumerate(homes)
    ]
    for who, value, status in deals:
        a_deal((*companies, *persons)[who], Decimal(value), status)
    among = persons if of_persons else companies
    kept, other = (among[n] for n in merged[:2])
    separate_contacts(other, kept)
    before = figures()

    chosen = from_other - (set() if of_persons else {"company_contact"})
    merge_contacts(kept, other, from_other=chosen)

    assert figures() == before
    assert who_points_to(other) == []
    kept = fresh(kept)
    for row in Opportunity.objects.filter(contact=kept):
        assert row.contact_company == kept.the_company
        assert (row.contact_name, row.company_name) == (kept.name, kept.company_name)
    for entry in OpportunityEntry.objects.select_related("opportunity"):
        of = entry.opportunity
        assert entry.contact_id == of.contact_id
        assert entry.contact_company_id == of.contact_company_id


def a_deal(contact, value, status):
    if status == "lost":
        return a_lost_opportunity(contact)
    standing = "Qualify" if status == "open" else None
    return an_opportunity(
        contact=contact, standing_on=standing, estimate=an_estimate(value)
    )

"""Random changes of contacts and customers, beside a second telling of the rules.

`make test-long` walks twenty times as far as every day.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from kans.contacts.actions import (
    change_contact_type,
    delete_contact,
    edit_contact,
    merge_contacts,
)
from kans.contacts.models import Contact, ContactType
from kans.customers.actions import (
    create_as_customer,
    delete_customer,
    edit_customer,
    link_customer,
    unlink_customer,
)
from kans.customers.models import Block, Customer, CustomerTemplate
from kans.customers.queries import buyer_of
from kans.customers.rules.becoming import Master
from kans.foundation.errors import DomainError
from kans.team.models import Salesperson
from kans.trade.models import SalesSetup
from tests.builders import (
    MARCH_1,
    a_contact,
    a_customer,
    a_customer_template,
    a_person,
    a_salesperson,
    customers_are_numbered,
)
from tests.customers import oracle
from tests.customers.common import everything
from tests.effort import effort

WALKS = settings(
    max_examples=effort(5, long=150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FEW = {  # so few that persons often have what their company has
    "name": st.sampled_from(["Ada", "Bo", "Cy"]),
    "phone": st.sampled_from(["", "1", "2", "2", "call me"]),
    "email": st.sampled_from(["", "a@b.nl"]),
    "address": st.sampled_from(["", "Kade 1", "Gracht 2"]),
    "city": st.sampled_from(["", "Ede"]),
    "county": st.sampled_from(["", "GLD"]),
    "country": st.sampled_from(["", "US", "JP"]),
    "language": st.sampled_from(["", "nl"]),
    "vat_number": st.sampled_from(["", "", "X1"]),
    "salesperson": st.sampled_from([None, "JO", "MO"]),
    "privacy_blocked": st.sampled_from([False, False, True]),
}
some = st.fixed_dictionaries({}, optional=FEW)
VERBS = [
    *("edit_contact", "edit_contact", "edit_contact", "move", "move", "edit_customer"),
    *("edit_customer", "block", "speak", "create", "link", "link", "unlink", "type"),
    *("delete_contact", "delete_customer", "merge", "merge"),
]
CHOSEN = ["name", "phone", "country", "salesperson", "address", "company_contact"]
steps = st.fixed_dictionaries(
    {
        "verb": st.sampled_from(VERBS),
        "who": st.integers(0, 11),
        "whom": st.integers(0, 11),
        "told": some,
        "block": st.sampled_from([b.value for b in Block]),
        "private": st.sampled_from([None, None, True, False]),
        "master": st.sampled_from([m.value for m in Master]),
        "country": st.sampled_from(["", "JP"]),
        "chosen": st.sets(st.sampled_from(CHOSEN)),
    }
)
beginnings = st.fixed_dictionaries(
    {
        "companies": st.lists(some, min_size=3, max_size=3),
        "persons": st.lists(
            st.tuples(some, st.sampled_from([0, 0, 1, None])), min_size=4, max_size=4
        ),
        "customers": st.lists(some, min_size=2, max_size=2),
    }
)


@WALKS
@given(begins=beginnings, path=st.lists(steps, min_size=3, max_size=14))
def test_contacts_and_customers_stay_in_step(ann, begins, path):
    with transaction.atomic():
        walk = Walk(begins)
        for step in path:
            walk.take(step)
        transaction.set_rollback(True)


def proper(told, *, of_person=False):
    """Facts that builders may write: nobody judges these."""
    facts = {n: v for n, v in told.items() if n not in {"phone", "name"}}
    if told.get("phone", "").isdigit():
        facts["phone"] = told["phone"]
    if of_person:
        facts.pop("vat_number", None)
    if code := facts.get("salesperson"):
        facts["salesperson"] = Salesperson.objects.get(code=code)
    return facts


class Walk:
    """Contacts and customers in the database, and the world that is told of them."""

    def __init__(self, begins: dict[str, Any]) -> None:
        customers_are_numbered("C10001")
        a_salesperson("JO"), a_salesperson("MO")
        a_customer_template(country="JP")
        a_customer_template("PRIVATE", country="JP", contact_type="Person")
        firms = [
            a_contact(f"Firm{n}", number=f"F{n}", **proper(told))
            for n, told in enumerate(begins["companies"])
        ]
        for n, (told, at) in enumerate(begins["persons"]):
            company = None if at is None else firms[at]
            facts = proper(told, of_person=True)
            a_person(f"Eva{n}", at=company, number=f"P{n}", **facts)
        for n, told in enumerate(begins["customers"]):
            facts = proper({**told, "privacy_blocked": False})
            a_customer(f"Buyer{n}", number=f"C{n}", **facts)
        self.world = in_the_database()

    def take(self, step: dict[str, Any]) -> None:
        """Try it in both worlds; both must tell the same of it."""
        before = everything()
        arranged = getattr(self, "_" + step["verb"])(step)
        if arranged is None:
            return
        act, told = arranged
        refused = _tried(act)
        event(f"{step['verb']}: {'refused' if refused else 'done'}")
        assert refused == told.refused
        if refused:
            assert everything() == before
        self.world = told.begun()
        assert in_the_database() == self.world

    # Who it is about -----------------------------------------------------------------

    def contact(self, which: int, kind: str = "") -> str | None:
        known = self.world.contacts.items()
        numbers = [n for n, c in known if not kind or c["type"] == kind]
        return numbers[which % len(numbers)] if numbers else None

    def customer(self, which: int) -> str | None:
        numbers = list(self.world.customers)
        return numbers[which % len(numbers)] if numbers else None

    # What is tried -------------------------------------------------------------------

    def _edit_contact(self, step):
        if (number := self.contact(step["who"])) is None:
            return None
        act = lambda: edit_contact(the(number), **spoken(step["told"]))  # noqa: E731
        return act, self.world.edit_contact(number, step["told"])

    def _move(self, step):
        """Mostly a person to a company, or to none."""
        kind = "" if step["private"] else "Person"
        number = self.contact(step["who"], kind)
        firm = self.contact(step["whom"], "" if step["private"] else "Company")
        company = None if step["whom"] == 0 else firm
        if number is None or company == number:
            return None
        at = the(company) if company else None
        act = lambda: edit_contact(the(number), company_contact=at)  # noqa: E731
        return act, self.world.edit_contact(number, {"company": company})

    def _edit_customer(self, step):
        if (number := self.customer(step["who"])) is None:
            return None
        act = lambda: edit_customer(buyer(number), **spoken(step["told"]))  # noqa: E731
        return act, self.world.edit_customer(number, step["told"])

    def _block(self, step):
        if (number := self.customer(step["who"])) is None:
            return None
        told = {"blocked": step["block"]}
        if step["private"] is not None:
            told["privacy_blocked"] = step["private"]
        act = lambda: edit_customer(buyer(number), **told)  # noqa: E731
        return act, self.world.edit_customer(number, told)

    def _speak(self, step):
        number, contact = self.customer(step["who"]), self.contact(step["whom"])
        if number is None or contact is None:
            return None
        person = the(contact)
        act = lambda: edit_customer(buyer(number), primary_contact=person)  # noqa: E731
        return act, self.world.edit_customer(number, {"primary": contact})

    def _create(self, step):
        if (number := self.contact(step["who"])) is None:
            return None
        country = step["country"]
        kind, numbered = buyer_of(the(number)).type, next_customer()
        told = {"terms_are_told": True}
        if country:
            told = {"template": CustomerTemplate.objects.get(contact_type=kind)}
        act = lambda: create_as_customer(the(number), **told)  # noqa: E731
        return act, self.world.created_as(number, numbered, country)

    def _link(self, step):
        contact, number = self.contact(step["who"]), self.customer(step["whom"])
        if number is None or contact is None:
            return None
        given = (the(contact), buyer(number))
        act = lambda: link_customer(*given, master=Master(step["master"]))  # noqa: E731
        return act, self.world.linked(contact, number, step["master"])

    def _unlink(self, step):
        if (number := self.customer(step["who"])) is None:
            return None
        act = lambda: unlink_customer(buyer(number))  # noqa: E731
        return act, self.world.unlinked(number)

    def _type(self, step):
        if (number := self.contact(step["who"])) is None:
            return None
        to = ContactType(the(number).type).other
        act = lambda: change_contact_type(the(number), to=to)  # noqa: E731
        return act, self.world.typed(number)

    def _delete_contact(self, step):
        if (number := self.contact(step["who"])) is None:
            return None
        act = lambda: delete_contact(the(number))  # noqa: E731
        return act, self.world.without_contact(number)

    def _delete_customer(self, step):
        if (number := self.customer(step["who"])) is None:
            return None
        act = lambda: delete_customer(buyer(number))  # noqa: E731
        return act, self.world.without_customer(number)

    def _merge(self, step):
        kept = self.contact(step["who"])
        if kept is None:
            return None
        kind = "" if step["private"] else self.world.contacts[kept]["type"]
        other = self.contact(step["whom"], kind)
        pair = (the(kept), the(other))
        act = lambda: merge_contacts(*pair, from_other=step["chosen"])  # noqa: E731
        chosen = {"company" if n == "company_contact" else n for n in step["chosen"]}
        return act, self.world.merged(kept, other, chosen)


def the(number):
    return Contact.objects.get(number=number)


def buyer(number):
    return Customer.objects.get(number=number)


def next_customer():
    """The number that the series gives next, without taking it."""
    return SalesSetup.current().customer_numbers.peek(MARCH_1)[1]


def spoken(told):
    """What is told as the action takes it."""
    facts = dict(told)
    if code := facts.get("salesperson"):
        facts["salesperson"] = Salesperson.objects.get(code=code)
    return facts


def _tried(act):
    try:
        with transaction.atomic():
            act()
    except DomainError as error:
        return frozenset(refusal.code for refusal in error.refusals)
    return frozenset()


def in_the_database():
    """Contacts and customers as they are, as the oracle tells them."""
    contacts = Contact.objects.select_related("company_contact", "salesperson")
    customers = Customer.objects.select_related("contact", "primary_contact")
    for contact in contacts:
        company = contact.the_company
        assert contact.company_name == (company.name if company else "")
    return oracle.World(
        {
            c.number: {**_told(c), "company": _number(c.company_contact)}
            for c in contacts.order_by("number")
        },
        {
            c.number: {
                **_told(c),
                "contact": _number(c.contact),
                "primary": _number(c.primary_contact),
                "blocked": c.blocked,
            }
            for c in customers.order_by("number")
        },
    )


def _told(record):
    told = {name: getattr(record, name) for name in oracle.TOLD}
    seller = told["salesperson"]
    return {**told, "type": record.type, "salesperson": seller and seller.code}


def _number(record):
    return record and record.number

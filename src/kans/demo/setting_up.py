"""What the demo company begins with: salespeople, users, cycles, codes, contacts."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from kans.contacts.actions import create_contact, edit_marketing_setup
from kans.contacts.models import ContactType
from kans.demo.people import Register, domain, mailbox
from kans.notes.actions.comments import add_comment
from kans.opportunities.actions import (
    create_close_code,
    create_sales_cycle,
    create_stage,
)
from kans.opportunities.models import SalesCycle
from kans.opportunities.rules.closing import Outcome
from kans.security.actions.users import create_user
from kans.security.models import Role
from kans.team.actions import create_salesperson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from kans.contacts.models import Contact
    from kans.demo.tables import Customer, Cycle, Tables
    from kans.opportunities.models import CloseOpportunityCode
    from kans.team.models import Salesperson

MOST_PERSONS = 3  # at one company
REMARKED = 14  # companies that somebody left a remark on
SHIELDED = 2  # companies with a person who is blocked for privacy


def hire(tables: Tables) -> list[Salesperson]:
    return [
        create_salesperson(
            code=seller.code,
            name=seller.name,
            job_title=seller.job_title,
            email=f"{mailbox(*seller.name.split(' ', 1))}@{tables.mail}",
            phone=seller.phone,
            commission=seller.commission,
        )
        for seller in tables.sellers
    ]


def let_in(tables: Tables, salespeople: list[Salesperson], password: str) -> None:
    """A user for each role; two of them are salespeople."""
    by_code = {salesperson.code: salesperson for salesperson in salespeople}
    for member in tables.members:
        create_user(
            email=member.email,
            name=member.name,
            role=Role.objects.get(level=member.level),
            salesperson=by_code.get(member.salesperson),
            password=password,
        )


def set_up_cycles(tables: Tables) -> list[SalesCycle]:
    return [_cycle(cycle) for cycle in tables.cycles]


def _cycle(told: Cycle) -> SalesCycle:
    made = create_sales_cycle(**told.facts)
    for facts in told.stages:
        comment = facts.pop("comment", "")
        stage = create_stage(made, **facts)
        if comment:
            add_comment(stage, comment)
    if told.default:
        edit_marketing_setup(default_sales_cycle=made)
    return SalesCycle.objects.get(pk=made.pk)


def set_up_close_codes(tables: Tables) -> dict[Outcome, list[CloseOpportunityCode]]:
    return {
        outcome: [
            create_close_code(code=code, outcome=outcome, description=description)
            for code, description in tables.close_codes[outcome.name.lower()]
        ]
        for outcome in Outcome
    }


def meet(
    tables: Tables, random: Random, salespeople: Sequence[Salesperson]
) -> dict[Contact, list[Contact]]:
    """The companies, each with the persons who may buy something."""
    edit_marketing_setup(
        default_country=tables.country, default_language=tables.language
    )
    register = Register(tables, random)
    shielded = random.sample(tables.customers, SHIELDED)
    contacts: dict[Contact, list[Contact]] = {}
    for customer, salesperson in zip(tables.customers, cycle(salespeople)):
        company = _company(register, customer, salesperson)
        count = random.randint(1, MOST_PERSONS)
        titles = random.sample(tables.job_titles, count)
        contacts[company] = [
            _person(register, customer, company, title) for title in titles
        ]
        if customer in shielded:
            title = random.choice(tables.job_titles)
            _person(register, customer, company, title, privacy_blocked=True)
    for company in random.sample(list(contacts), REMARKED):
        add_comment(company, random.choice(tables.remarks["contact"]))
    return contacts


def _company(
    register: Register, customer: Customer, salesperson: Salesperson
) -> Contact:
    site = domain(customer.name)
    return create_contact(
        name=customer.name,
        address=customer.street,
        post_code=customer.post_code,
        city=customer.city,
        country=register.country(customer),
        language=register.language(customer),
        phone=customer.phone,
        email=f"info@{site}",
        home_page=f"www.{site}",
        vat_number=register.vat_number(customer),
        salesperson=salesperson,
    )


def _person(
    register: Register,
    customer: Customer,
    company: Contact,
    job_title: str,
    *,
    privacy_blocked: bool = False,
) -> Contact:
    """Somebody who works there; address and telephone are those of the company."""
    first, surname = register.person()
    return create_contact(
        ContactType.PERSON,
        company_contact=company,
        name=f"{first} {surname}",
        job_title=job_title,
        email=f"{mailbox(first, surname)}@{domain(customer.name)}",
        mobile_phone=register.mobile_phone(customer),
        privacy_blocked=privacy_blocked,
    )

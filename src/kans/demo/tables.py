"""What the demo company is made of, by language: read from the files in `data`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any

LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Seller:
    """A salesperson: who sells."""

    code: str
    name: str
    job_title: str
    phone: str
    commission: Decimal


@dataclass(frozen=True)
class Member:
    """Somebody who signs in, with the code of the salesperson that it is, if any."""

    email: str
    name: str
    level: str
    salesperson: str


@dataclass(frozen=True)
class Customer:
    """A company to sell to; of the demo company's own country unless told."""

    name: str
    street: str
    post_code: str
    city: str
    phone: str
    country: str = ""


@dataclass(frozen=True)
class Work:
    """Something to sell: how many of it, at which price each."""

    text: str
    fewest: int
    most: int
    lowest: int
    highest: int
    wares: list[tuple[str, Decimal]]  # what that takes, and how many of it for one

    @property
    def is_lump(self) -> bool:
        """Whether it is sold as a whole, larger or smaller."""
        return self.most == 1


@dataclass(frozen=True)
class Ware:
    """An item, with the word by which works refer to it."""

    key: str
    type: str
    description: str
    unit: str
    price: Decimal
    vat_group: str


@dataclass(frozen=True)
class Template:
    """What customers begin with, at home or abroad."""

    where: str
    code: str
    description: str
    payment_terms: str
    vat_group: str
    line_discount: Decimal


@dataclass(frozen=True)
class Cycle:
    """A sales cycle: its facts, those of its stages, and what follows it how often."""

    facts: dict[str, Any]
    stages: list[dict[str, Any]]
    work: list[Work]
    share: int
    default: bool

    @property
    def code(self) -> str:
        return str(self.facts["code"])


@dataclass(frozen=True)
class Foreign:
    """Another currency; its rates follow each other quarter by quarter."""

    code: str
    description: str
    rates: list[Decimal]


@dataclass(frozen=True)
class Tables:
    """All that is known of a demo company before anything has happened to it."""

    slug: str
    name: str
    currency: str
    time_zone: str
    country: str
    language: str
    mail: str
    sellers: list[Seller]
    members: list[Member]
    customers: list[Customer]
    first_names: list[str]
    surnames: list[str]
    job_titles: list[str]
    where: list[str]
    remarks: dict[str, list[str]]
    cycles: list[Cycle]
    close_codes: dict[str, list[list[str]]]
    units: list[tuple[str, str]]
    wares: list[Ware]
    templates: list[Template]
    vat_rates: dict[str, Decimal]  # what customers at home pay, by group of items
    sender: dict[str, str]
    foreign: Foreign
    offers: dict[str, list[str]]


def read_tables(language: str) -> Tables:
    text = files(__package__).joinpath("data", f"{language}.toml").read_text("utf-8")
    told = tomllib.loads(text, parse_float=Decimal)
    return Tables(
        language=language,
        sellers=[Seller(*row) for row in told.pop("salespeople")],
        members=[Member(*row) for row in told.pop("users")],
        customers=[Customer(*row) for row in told.pop("companies")],
        cycles=[_cycle(table) for table in told.pop("cycles")],
        wares=[Ware(*row) for row in told.pop("items")],
        templates=[Template(*row) for row in told.pop("templates")],
        foreign=Foreign(**told.pop("foreign")),
        **told,
    )


def _cycle(told: dict[str, Any]) -> Cycle:
    return Cycle(
        stages=told.pop("stages"),
        work=[Work(*row) for row in told.pop("work")],
        share=told.pop("share"),
        default=told.pop("default", False),
        facts=told,
    )

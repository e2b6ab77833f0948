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


def read_tables(language: str) -> Tables:
    text = files(__package__).joinpath("data", f"{language}.toml").read_text("utf-8")
    told = tomllib.loads(text, parse_float=Decimal)
    return Tables(
        language=language,
        sellers=[Seller(*row) for row in told.pop("salespeople")],
        members=[Member(*row) for row in told.pop("users")],
        customers=[Customer(*row) for row in told.pop("companies")],
        cycles=[_cycle(table) for table in told.pop("cycles")],
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

"""What people do with currencies and their exchange rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import local_currency
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.trade.actions.keeping import held, judge_row, keep, may_delete, take_away
from kans.trade.models import Currency, ExchangeRate
from kans.trade.rules import currencies as rules

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from kans.foundation.errors import DomainError


class ExchangeRateFacts(TypedDict, total=False):
    """What one tells of an exchange rate; what is absent stays as it is."""

    starting_date: date | None
    rate: Decimal | None


@action(permission="trade.edit_currency", caption=_("New Currency"))
def create_currency(*, code: str, description: str) -> Currency:
    """Add a currency in which documents can be made."""
    facts = {"code": code, "description": description}
    return keep(Currency(), facts, _judge_currency)


@action(permission="trade.edit_currency", caption=_("Edit Currency"))
def edit_currency(
    currency: Currency, *, version: int | None = None, description: str
) -> Currency:
    """Change what a currency is called; its code is that of the world."""
    facts = {"description": description}
    return keep(held(currency, version), facts, judge_row)


@action(permission="trade.edit_currency", caption=_("Delete Currency"))
def delete_currency(currency: Currency, *, version: int | None = None) -> None:
    """Delete a currency in which nothing is made, with its exchange rates."""
    currency = held(currency, version)

    refuse_if_any(may_delete(currency))

    currency.rates.all().delete()
    take_away(currency)


@action(permission="trade.edit_currency", caption=_("New Exchange Rate"))
def create_exchange_rate(
    currency: Currency | None, **facts: Unpack[ExchangeRateFacts]
) -> ExchangeRate:
    """Say what a currency is worth from a date on."""
    rate = ExchangeRate()
    if currency is not None:
        rate.currency = held(currency, None)
    return keep(rate, facts, _judge_rate)


@action(permission="trade.edit_currency", caption=_("Edit Exchange Rate"))
def edit_exchange_rate(
    known: ExchangeRate,
    *,
    version: int | None = None,
    **facts: Unpack[ExchangeRateFacts],
) -> ExchangeRate:
    """Change an exchange rate; documents that are made keep theirs."""
    return keep(held(known, version), facts, _judge_rate)


@action(permission="trade.edit_currency", caption=_("Delete Exchange Rate"))
def delete_exchange_rate(rate: ExchangeRate, *, version: int | None = None) -> None:
    """Delete an exchange rate; the one before it then holds on."""
    held(rate, version).delete()


def _judge_currency(currency: Currency) -> tuple[DomainError, ...]:
    refusals = judge_row(currency)
    return (*refusals, *rules.may_be_currency(currency.code, own=local_currency()))


def _judge_rate(rate: ExchangeRate) -> tuple[DomainError, ...]:
    currency = rate.currency if rate.currency_id else None
    starting = rate.starting_date
    others = ExchangeRate.objects.exclude(pk=rate.pk).filter(currency=currency)
    taken = bool(starting) and others.filter(starting_date=starting).exists()
    code = currency.code if currency else ""
    return rules.may_be_exchange_rate(code, starting, rate.rate, taken=taken)

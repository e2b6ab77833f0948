"""What people do with units of measure and payment terms: a code and its meaning."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import today
from kans.foundation.actions.action import action
from kans.foundation.text.date_formulas import as_formula
from kans.trade.actions.keeping import held, judge_row, keep, take_away
from kans.trade.models import PaymentTerms, UnitOfMeasure

if TYPE_CHECKING:
    from kans.foundation.errors import DomainError


class RowFacts(TypedDict, total=False):
    """What one tells of a row; what is absent stays as it is."""

    code: str
    description: str


class TermsFacts(RowFacts, total=False):
    due_date_calculation: str


@action(permission="trade.edit_unit_of_measure", caption=_("New Unit of Measure"))
def create_unit_of_measure(**facts: Unpack[RowFacts]) -> UnitOfMeasure:
    """Add a unit in which items are counted."""
    return keep(UnitOfMeasure(), facts, judge_row)


@action(permission="trade.edit_unit_of_measure", caption=_("Edit Unit of Measure"))
def edit_unit_of_measure(
    unit: UnitOfMeasure, *, version: int | None = None, **facts: Unpack[RowFacts]
) -> UnitOfMeasure:
    """Change what a unit is called."""
    return keep(held(unit, version), facts, judge_row)


@action(permission="trade.edit_unit_of_measure", caption=_("Delete Unit of Measure"))
def delete_unit_of_measure(unit: UnitOfMeasure, *, version: int | None = None) -> None:
    """Delete a unit in which nothing is counted."""
    take_away(held(unit, version))


@action(permission="trade.edit_payment_terms", caption=_("New Payment Terms"))
def create_payment_terms(**facts: Unpack[TermsFacts]) -> PaymentTerms:
    """Add terms on which customers pay."""
    return keep(PaymentTerms(), facts, partial(_judge_terms, before=""))


@action(permission="trade.edit_payment_terms", caption=_("Edit Payment Terms"))
def edit_payment_terms(
    terms: PaymentTerms, *, version: int | None = None, **facts: Unpack[TermsFacts]
) -> PaymentTerms:
    """Change terms; documents that are made keep their due dates."""
    terms = held(terms, version)
    before = terms.due_date_calculation
    return keep(terms, facts, partial(_judge_terms, before=before))


@action(permission="trade.edit_payment_terms", caption=_("Delete Payment Terms"))
def delete_payment_terms(terms: PaymentTerms, *, version: int | None = None) -> None:
    """Delete terms on which nobody pays."""
    take_away(held(terms, version))


def _judge_terms(terms: PaymentTerms, *, before: str) -> tuple[DomainError, ...]:
    terms.due_date_calculation, refusals = as_formula(
        terms.due_date_calculation,
        before=before,
        on=today(),
        at="due_date_calculation",
    )
    return (*judge_row(terms), *refusals)

"""Bringing in opportunities of another program, a chunk at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import MarketingSetup
from kans.foundation.acting.clock import minor_unit, work_date
from kans.foundation.actions.action import action
from kans.foundation.errors import DomainError, refuse_if_any
from kans.imports.known import known_among
from kans.imports.outcomes import Outcomes
from kans.imports.rows import RepeatedInFile, RowReader, about_columns
from kans.imports.rules.standing import Standing, standing
from kans.opportunities.actions.opening import (
    default_cycle,
    default_salesperson,
    may_be_numbered,
    series_of,
)
from kans.opportunities.models import (
    CloseOpportunityCode,
    Opportunity,
    Priority,
    SalesCycle,
)
from kans.opportunities.rules.closing import Closing, Outcome, Status
from kans.opportunities.rules.moves import ActionTaken, CycleWithoutStages
from kans.opportunities.rules.opening import Opening
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from kans.imports.rows import NumberedRow, References
    from kans.opportunities.models import SalesCycleStage
    from kans.opportunities.rules.estimates import Estimate


Seen = set[tuple[str, str]]  # what may stand in a file only once, by field


@action(permission="imports.import_opportunities", caption=_("Import Opportunities"))
def import_opportunities(
    rows: Sequence[NumberedRow], references: References, *, seen: Seen
) -> Outcomes:
    """Create the opportunities of these rows; a row that is known already is left.

    Rows pass the rules of creating, moving and closing. A row that is refused is
    reported and leaves nothing; `seen` holds what rows before it brought only once.
    """
    outcomes = Outcomes()
    lean = Opportunity.objects.only("number", "external_id")
    known = known_among(lean, rows, by="number")
    references.know(row for row in rows if row.line not in known)
    made: dict[int, Opportunity] = {}
    for row in rows:
        if row.line in known:
            outcomes.known += 1
            continue
        try:
            made[row.line] = _opportunity(row, references, seen=seen)
        except DomainError as error:
            outcomes.refuse(row.line, error)

    if refusal := _number(made.values()):
        for line in [line for line in made if not made[line].number]:
            outcomes.refuse(line, refusal)
            del made[line]
    Opportunity.write_many(list(made.values()))
    outcomes.created = len(made)
    return outcomes


def _number(made: Iterable[Opportunity]) -> DomainError | None:
    """Give numbers from the series to those that brought none; return why some get
    none.
    """
    made = list(made)
    taken = {opportunity.number for opportunity in made}
    while unnumbered := [o for o in made if not o.number]:
        try:
            series = series_of(MarketingSetup.objects.first())
            given = series.numbers_left(
                len(unnumbered), work_date(), taken=taken.__contains__
            )
        except DomainError as refusal:
            return refusal
        if not given:
            return series.nothing_left(work_date())
        there = Opportunity.objects.filter(number__in=given)
        taken.update(there.values_list("number", flat=True))
        free = (number for number in given if number not in taken)
        for opportunity, number in zip(unnumbered, free, strict=False):
            opportunity.number = number
    return None


def _opportunity(
    row: NumberedRow, references: References, *, seen: Seen
) -> Opportunity:
    """The opportunity of a row, with its entries, not yet written."""
    reader = RowReader(row.fields, references.mapping.language, [])
    unique = {
        (name, text.upper())
        for name in ("external_id", "number")
        if (text := reader.text(name))
    }
    for name, text in sorted(unique & seen):
        raise RepeatedInFile(text=text, at=name)
    opportunity = _opened(reader, references)
    stands = _standing(reader, opportunity.sales_cycle)
    _enter(opportunity, stands, reader)
    if stands.outcome:
        _close(opportunity, stands.outcome, reader, references)
    seen |= unique
    return opportunity


def _opened(reader: RowReader, references: References) -> Opportunity:
    contact = references.contact(reader)
    seller = reader.found("salesperson", references.salespeople, Salesperson)
    cycle = reader.found("sales_cycle", references.cycles, SalesCycle)
    cycle = cycle or default_cycle(MarketingSetup.objects.first())
    opening = Opening(
        reader.text("description", most=100),
        contact,
        seller or default_salesperson(contact),
        cycle,
    )
    told = {refusal.field for refusal in reader.refusals}
    reader.refusals.extend(r for r in opening.refusals() if r.field not in told)
    opportunity = Opportunity(
        number=_typed_number(reader),
        external_id=reader.text("external_id", most=100),
        description=opening.description,
        salesperson=opening.salesperson,
        sales_cycle=cycle,
        priority=reader.choice("priority", Priority) or Priority.NORMAL,
        creation_date=reader.day("creation_date") or work_date(),
    )
    reader.must_be_read()
    assert contact
    opportunity.assign(contact)
    return opportunity


def _typed_number(reader: RowReader) -> str:
    typed = reader.text("number", most=20).upper()
    if typed:
        setup = MarketingSetup.objects.first()
        reader.refusals.extend(may_be_numbered(setup, typed))
    return typed


def _standing(reader: RowReader, cycle: SalesCycle) -> Standing:
    status = reader.choice("status", Status)
    reader.must_be_read()
    return standing(
        reader.text("stage"),
        reader.text("last_stage"),
        cycle=cycle.code,
        stages=cycle.stages_in_order,
        status=status,
    )


def _enter(opportunity: Opportunity, stands: Standing, reader: RowReader) -> None:
    """The first entry at the lowest stage, then at most one as it stands now."""
    stages = opportunity.sales_cycle.stages_in_order
    if stands.stage is None:
        return
    if not stages:
        raise CycleWithoutStages(cycle=opportunity.sales_cycle.code)
    started = opportunity.creation_date
    changed = reader.day("date_of_change") or started
    reader.must_be_read()
    steps = [(stages[0], started, ActionTaken.NONE)]
    if stands.stage != stages[0]:
        next_one = stands.stage == stages[1]
        taken = ActionTaken.NEXT if next_one else ActionTaken.JUMPED
        steps.append((stands.stage, changed, taken))
    elif changed > started and not stands.outcome:
        steps.append((stands.stage, changed, ActionTaken.UPDATED))
    for stage, on, taken in steps:
        estimate = reader.estimate(on, closed=stands.outcome is not None)
        reader.must_be_read()
        _step(opportunity, stage, on, taken, estimate)


def _step(
    opportunity: Opportunity,
    stage: SalesCycleStage,
    on: date,
    taken: ActionTaken,
    estimate: Estimate,
) -> None:
    filled = estimate.filled(stage, on).rounded(minor_unit=minor_unit())
    refusals = (*opportunity.position().may_change(on), *filled.may_be_recorded(on))
    refuse_if_any(about_columns(refusals, on="date_of_change"))
    opportunity.enter(
        stage, taken=taken, on=on, estimate=filled, minor_unit=minor_unit()
    )


def _close(
    opportunity: Opportunity,
    outcome: Outcome,
    reader: RowReader,
    references: References,
) -> None:
    codes = {
        key: code for key, code in references.codes.items() if code.outcome == outcome
    }
    named = reader.found("close_code", references.codes, CloseOpportunityCode)
    only = next(iter(codes.values())) if len(codes) == 1 else None
    closing = Closing(
        outcome,
        named or only,
        reader.day("date_closed"),
        reader.number("sales_value"),
    ).rounded(minor_unit=minor_unit())
    reader.must_be_read()
    refusals = closing.refusals(opportunity.changed_on)
    refuse_if_any(about_columns(refusals, on="date_closed", code="close_code"))
    opportunity.close(closing, minor_unit=minor_unit())

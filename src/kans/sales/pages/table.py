"""The lines of a document as a table that is edited like a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kans.foundation.actions.verdicts import verdict
from kans.foundation.notation import in_pattern
from kans.foundation.records.fields import caption_of
from kans.foundation.text.formats import money
from kans.sales.actions.lines import may_be_edited
from kans.sales.forms.lines import TYPED
from kans.sales.models import SalesLine
from kans.sales.rules.lines import LineGone
from kans.trade.models import UnitOfMeasure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from kans.sales.models import SalesDocument
    from kans.sales.rules.amounts import Totals
    from kans.web.forms import ActionForm

NUMBERS = ("quantity", "unit_price", "discount_percent")
DECIMALS = 5


@dataclass(frozen=True)
class Row:
    """A line as it stands in the table; `typed` and `errors` of what was refused."""

    line: SalesLine
    table: Table
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)  # of what both changed

    @property
    def id(self) -> str:
        return "" if self.line.is_new else str(self.line.pk)

    def value(self, name: str) -> str:
        """What stands in a cell: what was typed or, if that was taken, what is so."""
        return self.typed[name] if name in self.typed else self.kept(name)

    def kept(self, name: str) -> str:
        """What stood in a cell before it was typed in."""
        value = getattr(self.line, name)
        if name in NUMBERS:
            return self._number(name, value)
        if name == "item":
            return value.number if value else ""
        if name == "unit":
            return value.code if value else ""
        return str(value)

    def _number(self, name: str, value: Decimal) -> str:
        """A number as one types it; nothing for a zero that says nothing."""
        if not value and (name == "discount_percent" or not self.line.item_id):
            return ""
        least = self.table.minor_unit if name == "unit_price" else 0
        pattern = "#,##0." + "0" * least + "#" * (DECIMALS - least)
        return in_pattern(pattern, value)

    @property
    def is_text(self) -> bool:
        return not self.line.item_id


@dataclass(frozen=True)
class Table:
    """A document's lines, whether they may be changed, and what they come to."""

    document: SalesDocument

    @property
    def minor_unit(self) -> int:
        return self.document.minor_unit

    @cached_property
    def totals(self) -> Totals:
        return self.document.reckoned()

    @property
    def vat(self) -> Sequence[Any]:
        """What is taxed, by rate, of documents that have items at all."""
        return [rate for rate in self.totals.vat if rate.base or rate.vat]

    @property
    def rows(self) -> list[Row]:
        return [Row(line, self) for line in self.document.lines_with_items]

    @cached_property
    def blank(self) -> Row:
        """The row below the others, in which a new line is begun."""
        return Row(SalesLine(), self)

    @cached_property
    def may(self) -> Any:
        """Whether the lines may be changed now, and if not, why."""
        return verdict("edit_line", may_be_edited(self.document))

    @property
    def gone(self) -> str:
        """What is said of a line that somebody else deleted."""
        return str(LineGone())

    @cached_property
    def units(self) -> list[tuple[str, str]]:
        units = UnitOfMeasure.objects.order_by("code_key")
        return [(unit.code, unit.description) for unit in units]

    def caption(self, name: str) -> str:
        """What a column is called."""
        return str(caption_of(SalesLine, name))

    def amount(self, amount: Decimal) -> str:
        """An amount in the currency of the document, without its sign."""
        return money(amount, self.document.currency_code)


def table_of(document: SalesDocument) -> Table:
    return Table(document)


def refused(document: SalesDocument, line: SalesLine, form: ActionForm) -> Row:
    """A row as it was typed, with what stands in its way."""
    typed = {name: str(form.data[name]) for name in form.fields if name in form.data}
    errors = {name: [str(e) for e in form.errors[name]] for name in form.errors}
    return Row(line, table_of(document), typed, errors, getattr(form, "seen", {}))


def standing(line: SalesLine) -> dict[str, str]:
    """What stands in the cells of a line now."""
    row = Row(line, table_of(line.document))
    return {name: row.kept(name) for name in TYPED}

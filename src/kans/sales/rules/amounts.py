"""What the lines of a document come to: discounts, VAT and totals (AMT-2 to AMT-9).

Lines add up to the document, always: what a document shares over its lines (its
discount, and the VAT of a rate) is rounded as a running total, so that no cent is
lost or made.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.text.amounts import LARGEST_AMOUNT
from kans.trade.rules.prices import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ZERO, HUNDRED = Decimal(0), Decimal(100)


class DiscountAboveTotal(DomainError):
    field = "discount_amount"
    message = _("The discount cannot be more than the lines come to: %(total)s.")


class DiscountBelowZero(DomainError):
    field = "discount_amount"
    message = _("Enter a discount of 0 or more.")


class DocumentTooLarge(DomainError):
    message = _("The document would come to more than %(limit)s. Enter less.")


@dataclass(frozen=True)
class Line:
    """What is said of a line; percentages from 0 to 100."""

    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal = ZERO
    vat_percent: Decimal = ZERO

    def gross(self, minor_unit: int) -> Decimal:
        """Quantity × unit price."""
        return rounded(self.quantity * self.unit_price, minor_unit)

    def discount(self, minor_unit: int) -> Decimal:
        """What the line's own discount takes off (AMT-2)."""
        share = self.gross(minor_unit) * self.discount_percent / HUNDRED
        return rounded(share, minor_unit)

    def amount(self, minor_unit: int) -> Decimal:
        """What stands at the end of the line (AMT-3)."""
        return self.gross(minor_unit) - self.discount(minor_unit)


@dataclass(frozen=True)
class Discount:
    """What is taken off a whole document: a percentage, or else an amount."""

    percent: Decimal | None = None
    amount: Decimal = ZERO

    def of(self, total: Decimal, minor_unit: int) -> Decimal:
        """The amount that is taken off lines of that total."""
        if self.percent is None:
            return self.amount
        return rounded(total * self.percent / HUNDRED, minor_unit)

    def may_be_taken_off(self, total: Decimal) -> tuple[DomainError, ...]:
        """An amount is not above what the lines come to (AMT-9)."""
        if self.percent is not None or not self.amount:
            return ()
        if self.amount < 0:
            return (DiscountBelowZero(),)
        return (DiscountAboveTotal(total=total),) if self.amount > total else ()


@dataclass(frozen=True)
class LineResult:
    """What a line comes to, in the currency of the document."""

    line_discount: Decimal
    line_amount: Decimal
    document_discount: Decimal
    amount: Decimal
    amount_including_vat: Decimal


@dataclass(frozen=True)
class VatTotal:
    """What is taxed at one rate, and the tax on it."""

    percent: Decimal
    base: Decimal
    vat: Decimal


@dataclass(frozen=True)
class Totals:
    """What a document comes to; `lines` in the order in which they were given."""

    lines: Sequence[LineResult]
    vat: Sequence[VatTotal]

    @property
    def line_total(self) -> Decimal:
        return sum((line.line_amount for line in self.lines), ZERO)

    @property
    def document_discount(self) -> Decimal:
        return sum((line.document_discount for line in self.lines), ZERO)

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def amount_including_vat(self) -> Decimal:
        return sum((line.amount_including_vat for line in self.lines), ZERO)

    def may_be_kept(self) -> tuple[DomainError, ...]:
        """No amount is larger than a column holds, what is taken off included."""
        by_itself = (
            amount
            for line in self.lines
            for amount in (line.line_discount, line.line_amount, line.amount)
        )
        return may_come_to(self.line_total, self.amount_including_vat, *by_itself)


def may_come_to(*amounts: Decimal) -> tuple[DomainError, ...]:
    """None is larger than a column holds.

    One database refuses to write what is larger, and another to read it again.
    """
    if max(map(abs, amounts)) > LARGEST_AMOUNT:
        return (DocumentTooLarge(limit=LARGEST_AMOUNT),)
    return ()


@dataclass
class Running:
    """A total that is rounded as it grows, so that its parts add up to it exactly."""

    minor_unit: int
    given: Decimal = ZERO

    def up_to(self, exact: Decimal) -> Decimal:
        """What the next part gets when the total has grown to this."""
        part = rounded(exact, self.minor_unit) - self.given
        self.given += part
        return part


@dataclass
class Taxed:
    """The lines of one rate, one after the other (AMT-6, AMT-7)."""

    percent: Decimal
    prices_include_vat: bool
    amount: Decimal  # of its lines so far, as priced: with VAT or without
    other: Running  # the same without VAT or with it

    def split(self, amount: Decimal) -> tuple[Decimal, Decimal]:
        """The amount of a line after discounts, without and with VAT."""
        self.amount += amount
        factor = 1 + self.percent / HUNDRED
        if self.prices_include_vat:
            return self.other.up_to(self.amount / factor), amount
        return amount, self.other.up_to(self.amount * factor)

    def total(self) -> VatTotal:
        priced, other = self.amount, self.other.given
        base, whole = (other, priced) if self.prices_include_vat else (priced, other)
        return VatTotal(self.percent, base, whole - base)


def reckon(
    lines: Iterable[Line],
    *,
    discount: Discount,
    prices_include_vat: bool,
    minor_unit: int,
) -> Totals:
    """What a document comes to: every line, the VAT of every rate, and the totals."""
    lines = tuple(lines)
    amounts = [line.amount(minor_unit) for line in lines]
    taken_off = _shared(
        discount.of(sum(amounts, ZERO), minor_unit), amounts, minor_unit
    )
    by_rate: dict[Decimal, Taxed] = {}
    results = []
    for line, amount, off in zip(lines, amounts, taken_off, strict=True):
        percent = line.vat_percent
        rate = by_rate.setdefault(
            percent, Taxed(percent, prices_include_vat, ZERO, Running(minor_unit))
        )
        without, with_vat = rate.split(amount - off)
        results.append(
            LineResult(line.discount(minor_unit), amount, off, without, with_vat)
        )
    taxed = sorted(by_rate.values(), key=lambda rate: -rate.percent)
    return Totals(results, [rate.total() for rate in taxed])


def _shared(
    discount: Decimal, amounts: Sequence[Decimal], minor_unit: int
) -> list[Decimal]:
    """A discount over lines in proportion to what they come to (AMT-9)."""
    total = sum(amounts, ZERO)
    if not total or not discount:
        return [ZERO] * len(amounts)
    running, so_far = Running(minor_unit), accumulate(amounts)
    return [running.up_to(discount * amount / total) for amount in so_far]

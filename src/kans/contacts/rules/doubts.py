"""Numbers that are stored and may be wrong, which blocks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.contacts.rules.communication import doubtful_phone
from kans.contacts.rules.places import may_be_vat_number

if TYPE_CHECKING:
    from kans.foundation.errors import DomainError


def doubtful_numbers(
    vat_number: str, country: str, **phones: str
) -> tuple[DomainError, ...]:
    """Return what is wrong, or unlikely, with these numbers; phones by their fields."""
    of_phones = (doubtful_phone(text, country, at) for at, text in phones.items())
    return (
        *may_be_vat_number(vat_number, country),
        *(refusal for refusals in of_phones for refusal in refusals),
    )

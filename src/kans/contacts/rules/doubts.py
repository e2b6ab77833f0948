"""Numbers that are stored and may be wrong: they were there before they were judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.contacts.rules.communication import may_be_phone
from kans.contacts.rules.places import may_be_vat_number

if TYPE_CHECKING:
    from kans.foundation.errors import DomainError


def doubtful_numbers(
    vat_number: str, country: str, **phones: str
) -> tuple[DomainError, ...]:
    """Return what would be refused if it were typed now; phones by their fields."""
    of_phones = (may_be_phone(text, at) for at, text in phones.items())
    return (
        *may_be_vat_number(vat_number, country),
        *(refusal for refusals in of_phones for refusal in refusals),
    )

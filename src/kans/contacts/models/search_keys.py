"""What contacts like another are looked up by; the keys follow by themselves."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from kans.contacts.rules import duplicates
from kans.foundation.records.fields import TextKey


class Core(TextKey):
    """A name without its legal form, its case and its signs."""

    def of(self, text: str) -> str:
        return duplicates.core(text)[: self.max_length]


class Letters(TextKey):
    """The letters and digits of a text."""

    def of(self, text: str) -> str:
        return duplicates.letters(text)[: self.max_length]


class LastDigits(TextKey):
    """The end of a telephone number."""

    def of(self, text: str) -> str:
        return duplicates.last_digits(text)


class SearchKeys(models.Model):
    """The columns by which a company is found that may be the same (DUP-1).

    The search strings themselves are compared in Python, of the few that share a key.
    """

    name_core = Core("name", max_length=100)
    address_letters = Letters("address", max_length=40)
    phone_digits = LastDigits("phone", max_length=7)
    mobile_phone_digits = LastDigits("mobile_phone", max_length=7)

    looked_up_by: ClassVar = (
        *("name_core", "address_letters", "phone_digits", "mobile_phone_digits"),
        *("vat_number", "email_key"),
    )

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["company", "type", key], name=f"contact_by_{name}")
            for key, name in (
                ("name_core", "core"),
                ("address_letters", "address"),
                ("phone_digits", "phone"),
                ("mobile_phone_digits", "mobile"),
                ("vat_number", "vat_number"),
            )
        ]

    def search_keys(self) -> dict[str, str]:
        """What it is looked up by, also before it is stored; nothing blank."""
        keys = {name: self._search_key(name) for name in self.looked_up_by}
        return {name: key for name, key in keys.items() if key}

    def _search_key(self, name: str) -> str:
        column: Any = self._meta.get_field(name)
        if not isinstance(column, TextKey):
            return str(getattr(self, name))
        return column.of(getattr(self, column.source) or "")

"""Pairs of contacts that are alike, and are not the same (DUP-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kans.contacts.models.contacts import Contact
from kans.foundation.records.querysets import JournaledQuerySet
from kans.foundation.records.records import CompanyManager, CompanyRecord

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any
    from uuid import UUID


class SeparateContactsQuerySet(JournaledQuerySet["SeparateContacts"]):
    """The words in which one asks for pairs that are kept apart."""

    def of(self, *contacts: Contact) -> SeparateContactsQuerySet:
        return self._named(Q(first__in=contacts) | Q(second__in=contacts))

    def between(self, one: Contact, other: Contact) -> SeparateContactsQuerySet:
        first, second = in_order(one, other)
        return self._named(Q(first=first, second=second))

    def _named(self, pairs: Q) -> SeparateContactsQuerySet:
        return self.filter(pairs).select_related("first", "second")

    def among(self, ids: Collection[UUID]) -> set[frozenset[UUID]]:
        """Those pairs of which both are among these contacts."""
        pairs = self.filter(first__in=ids, second__in=ids)
        return {frozenset(pair) for pair in pairs.values_list("first_id", "second_id")}


class SeparateContacts(CompanyRecord):
    """Two contacts that somebody looked at and found to be two (DUP-2)."""

    first = models.ForeignKey(
        Contact,
        verbose_name=_("Contact"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # the constraint begins with it
        help_text=_("A contact that is not the other."),
    )
    second = models.ForeignKey(
        Contact,
        verbose_name=_("Other Contact"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The other contact, which is alike."),
    )

    objects: ClassVar[Any] = CompanyManager.from_queryset(SeparateContactsQuerySet)()

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Separate Contacts")
        verbose_name_plural = _("Separate Contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "first", "second"], name="one_row_per_pair"
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="a_pair_has_one_order"
            ),
        ]

    def __str__(self) -> str:
        """Both names if they are at hand: while it goes, the contacts may be gone."""
        if {"first", "second"} <= self._state.fields_cache.keys():
            return f"{self.first} · {self.second}"
        return str(self._meta.verbose_name)

    @classmethod
    def pair(cls, one: Contact, other: Contact) -> SeparateContacts:
        first, second = in_order(one, other)
        return cls(first=first, second=second)

    def other_than(self, contact: Contact) -> Contact:
        return self.second if self.first_id == contact.pk else self.first


def in_order(one: Contact, other: Contact) -> tuple[Contact, Contact]:
    """A pair of contacts as it is stored, whichever was named first."""
    return (one, other) if one.pk < other.pk else (other, one)

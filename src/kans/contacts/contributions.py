"""What contacts and their set-up answer about salespeople and number series."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import (
    Contact,
    MarketingSetup,
    seed_numbers_and_setup,
)
from kans.foundation.actions.companies import seeds_new_companies
from kans.foundation.errors import DomainError
from kans.foundation.records.contributions import Answers, answer
from kans.foundation.records.fields import caption_of
from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class NumberSeriesInSetup(DomainError):
    message = _(
        "Number series %(series)s gives the numbers of %(what)s in the marketing "
        "set-up. Choose another there first."
    )


class ContactsOfASalesperson(Answers[Salesperson]):
    """A contact stays when its salesperson goes, and waits for another (SP-3)."""

    foreign_keys: ClassVar = (
        "contacts.Contact.salesperson",
        "contacts.MarketingSetup.default_salesperson",
    )

    def release(
        self, records: Collection[Salesperson], replacement: Salesperson | None
    ) -> None:
        Contact.objects.filter(salesperson__in=records).update(salesperson=replacement)
        setups = MarketingSetup.objects.filter(default_salesperson__in=records)
        setups.update(default_salesperson=replacement)


class NumbersOfContacts(Answers[NumberSeries]):
    """A series that the set-up names is not deleted."""

    foreign_keys: ClassVar = (
        "contacts.MarketingSetup.contact_numbers",
        "contacts.MarketingSetup.opportunity_numbers",
    )

    def may_delete(self, records: Collection[NumberSeries]) -> Iterable[DomainError]:
        setup = MarketingSetup.current()
        for name in ("contact_numbers", "opportunity_numbers"):
            series = getattr(setup, name)
            if series in records:
                what = caption_of(MarketingSetup, name)
                yield NumberSeriesInSetup(series=series.code, what=what)


answer(Salesperson, ContactsOfASalesperson())
answer(NumberSeries, NumbersOfContacts())
seeds_new_companies(NumberSeries, NumberSeriesLine, MarketingSetup)(
    seed_numbers_and_setup
)

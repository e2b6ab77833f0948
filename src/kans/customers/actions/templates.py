"""Setting up customer templates: what new customers begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from django.utils.translation import gettext_lazy as _

from kans.contacts.actions.judging import cleaned
from kans.contacts.rules import places
from kans.customers.actions.judging import DISCOUNTS, TermsFacts
from kans.customers.models import CustomerTemplate
from kans.customers.rules.keeping import may_be_discounts
from kans.customers.rules.templates import may_be_template
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.records import contributions
from kans.notes.actions.belongings import delete_belongings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kans.contacts.models import ContactType
    from kans.foundation.errors import DomainError
    from kans.number_series.models import NumberSeries


class TemplateFacts(TermsFacts, total=False):
    """What one sets up of a template; what is absent stays as it is."""

    code: str
    description: str
    contact_type: ContactType
    number_series: NumberSeries | None


@action(
    permission="customers.edit_customer_template", caption=_("New Customer Template")
)
def create_customer_template(**facts: Unpack[TemplateFacts]) -> CustomerTemplate:
    """Add a template for new customers (TPL-1)."""
    template = CustomerTemplate()
    told = _as_stored(facts)

    refuse_if_any(_may_have(template, told))

    _take(template, told)
    template.save()
    return template


@action(
    permission="customers.edit_customer_template", caption=_("Edit Customer Template")
)
def edit_customer_template(
    template: CustomerTemplate,
    *,
    version: int | None = None,
    **facts: Unpack[TemplateFacts],
) -> CustomerTemplate:
    """Change a template; customers made with it keep what they have."""
    template = CustomerTemplate.objects.locked(template)
    must_be_unchanged(template, version)
    told = _as_stored(facts)

    refuse_if_any(_may_have(template, told))

    _take(template, told)
    template.save()
    return template


@action(
    permission="customers.edit_customer_template",
    caption=_("Delete Customer Template"),
)
def delete_customer_template(
    template: CustomerTemplate, *, version: int | None = None
) -> None:
    """Delete a template that nothing waits for to be a customer with."""
    template = CustomerTemplate.objects.locked(template)
    must_be_unchanged(template, version)

    refuse_if_any(contributions.may_delete([template]))

    contributions.release([template])
    delete_belongings_of(template)
    template.delete()


def _as_stored(facts: Mapping[str, Any]) -> dict[str, Any]:
    told = cleaned(facts)
    if "code" in told:
        told["code"] = told["code"].upper()
    return told


def _may_have(
    template: CustomerTemplate, told: Mapping[str, Any]
) -> tuple[DomainError, ...]:
    code = told.get("code", template.code)
    others = CustomerTemplate.objects.exclude(pk=template.pk)
    return (
        *may_be_template(
            code,
            told.get("description", template.description),
            taken=others.filter(code=code).exists(),
        ),
        *places.may_be_country(told.get("country", "")),
        *places.may_be_language(told.get("language", "")),
        *may_be_discounts(told, DISCOUNTS),
    )


def _take(template: CustomerTemplate, told: Mapping[str, Any]) -> None:
    for name, value in told.items():
        setattr(template, name, value)

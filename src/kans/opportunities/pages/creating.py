"""The dialog that creates an opportunity (CRE-1, CRE-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.foundation.strings import typed
from kans.opportunities.actions import create_opportunity
from kans.opportunities.forms import NewOpportunityForm, Presets
from kans.opportunities.models import Opportunity
from kans.opportunities.pages.cards import CARD
from kans.opportunities.queries import outlook_at
from kans.team.models import Salesperson
from kans.web.dialogs import show_dialog
from kans.web.pages import done, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.opportunities.queries import Outlook
    from kans.web.pages import PageRequest


@page(permission="opportunities.create_opportunity")
def new(request: PageRequest) -> HttpResponse:
    form = _form(request)
    if form.can_be_judged():
        with form.refusals():
            opportunity = create_opportunity(**form.arguments())
            message = _("Opportunity %(number)s is created.") % {
                "number": opportunity.number
            }
            return done(request, CARD.address_of(opportunity), message, go=True)
    return show_dialog(
        request,
        form,
        title=_("Create Opportunity"),
        size="lg",
        complete=True,
        template="opportunities/new.html",
        context={"outlook": _outlook(form)},
    )


def _form(request: PageRequest) -> NewOpportunityForm:
    if request.method != "POST":
        return NewOpportunityForm(presets=presets_of(request))
    if "show" in request.POST:
        return NewOpportunityForm(typed=request.POST)
    return NewOpportunityForm(request.POST)


def presets_of(request: PageRequest) -> Presets:
    """What the place it is created from says: a contact, a salesperson, a copy."""
    presets: Presets = {}
    asked = {name: typed(str(text)) for name, text in request.GET.items()}
    if "copy_of" in asked:
        rows = Opportunity.objects.select_related("contact", "salesperson")
        presets = _copy(rows.filter(number=asked["copy_of"]).first())
    if "contact" in asked:
        found = Contact.objects.select_related("salesperson")
        presets["contact"] = found.filter(number=asked["contact"]).first()
    if "salesperson" in asked:
        sellers = Salesperson.objects.filter(code=asked["salesperson"])
        presets["salesperson"] = sellers.first()
    return presets


def _copy(other: Opportunity | None) -> Presets:
    if other is None:
        return {}
    presets = Presets(
        description=other.description,
        contact=other.contact,
        salesperson=other.salesperson,
        priority=other.priority,
        estimated_value=other.estimated_value or None,
    )
    if not other.sales_cycle.blocked:
        presets["sales_cycle"] = other.sales_cycle
    return presets


def _outlook(form: NewOpportunityForm) -> Outlook | None:
    """What the first stage would come to, once the estimates are there."""
    stage, estimate = form.first_stage, form.first_estimate
    if stage is None or estimate is None:
        return None
    return outlook_at(stage.sales_cycle, stage, estimate)

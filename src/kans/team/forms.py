"""What the actions on salespeople ask for."""

from __future__ import annotations

from kans.team.models import Salesperson
from kans.web.form_fields import asked, from_model
from kans.web.forms import ActionForm, EditForm


class SalespersonFields(ActionForm):
    """What one tells of a salesperson, besides the code."""

    name = from_model(Salesperson, "name")
    job_title = from_model(Salesperson, "job_title")
    email = from_model(Salesperson, "email")
    email_2 = from_model(Salesperson, "email_2")
    phone = from_model(Salesperson, "phone")
    commission = asked(from_model(Salesperson, "commission"))
    blocked = from_model(Salesperson, "blocked")
    privacy_blocked = from_model(Salesperson, "privacy_blocked")


class NewSalespersonForm(SalespersonFields):
    code = from_model(Salesperson, "code")
    commission = asked(from_model(Salesperson, "commission", initial=0))
    field_order = ("code",)


class SalespersonForm(EditForm, SalespersonFields):
    """The same, of a salesperson who is there already."""

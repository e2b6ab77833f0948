"""What is asked about users, roles, companies and one's own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.permissions import every_permission
from kans.foundation.models import Company
from kans.security.models import Membership, Role, User
from kans.web.form_fields import (
    CodeEntryField,
    DateEntryField,
    RecordField,
    asked,
    from_model,
)
from kans.web.forms import ActionForm, EditForm

if TYPE_CHECKING:
    from collections.abc import Iterable


class RoleField(RecordField):
    """A role of the company, by its code; the built-in ones in one's own language."""

    def __init__(self) -> None:
        super().__init__(Role.objects.all, by="code", like=(Membership, "role"))

    def shown(self, record: Any) -> str:
        return str(record)


class SalespersonField(RecordField):
    """A salesperson of the company, by code."""

    def __init__(self) -> None:
        model: Any = Membership._meta.get_field("salesperson").related_model
        super().__init__(model.objects.all, by="code", like=(Membership, "salesperson"))


class PasswordField(forms.CharField):
    """A new password, as strong as the installation demands."""

    def __init__(self, **options: Any) -> None:
        masked = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(widget=masked, strip=False, **options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value:
            validate_password(value)


class NewUserForm(ActionForm):
    email = from_model(User, "email")
    name = from_model(User, "name")
    phone = from_model(User, "phone")
    role = asked(RoleField())
    salesperson = SalespersonField()
    invite = forms.BooleanField(
        label=_("Send Invitation"),
        required=False,
        initial=True,
        help_text=_("Sends a link at which the user chooses a password."),
    )
    password = PasswordField(
        label=_("First Password"),
        required=False,
        help_text=_("Instead of an invitation: tell it to the user yourself."),
    )

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        given.pop("invite")
        return given


class UserForm(EditForm):
    name = from_model(User, "name")
    email = from_model(User, "email")
    phone = from_model(User, "phone")
    role = RoleField()
    salesperson = SalespersonField()


class PasswordForm(ActionForm):
    password = PasswordField(label=_("New Password"))


class CopyRoleForm(ActionForm):
    code = from_model(Role, "code")
    name = from_model(Role, "name")


class RoleForm(EditForm, CopyRoleForm):
    """The same, of a role that is there already."""


class PermissionsForm(EditForm):
    permissions = forms.MultipleChoiceField(
        label=_("Permissions"),
        required=False,
        choices=lambda: [(name, name) for name in sorted(every_permission())],
        widget=forms.CheckboxSelectMultiple,
    )


def _time_zones() -> Iterable[tuple[str, str]]:
    places = (z for z in available_timezones() if "/" in z and not z.startswith("Etc/"))
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *sorted(places)]]


class TimeZoneField(forms.ChoiceField):
    def __init__(self) -> None:
        field = Company._meta.get_field("time_zone")
        super().__init__(
            label=field.verbose_name, help_text=field.help_text, choices=_time_zones
        )


class CompanyFields(ActionForm):
    """What one tells of a company."""

    name = from_model(Company, "name")
    slug = from_model(Company, "slug")
    currency = CodeEntryField(
        max_length=3,
        label=_("Currency"),
        initial="EUR",
        help_text=Company._meta.get_field("currency").help_text,
    )
    time_zone = TimeZoneField()
    language = from_model(Company, "language")


class NewCompanyForm(CompanyFields):
    """A new company."""


class CompanyForm(EditForm, CompanyFields):
    """The same, of a company that is there already."""


class OwnSettingsForm(ActionForm):
    name = from_model(User, "name")
    language = from_model(User, "language")
    theme = from_model(User, "theme")
    single_keys = from_model(User, "single_keys")
    mail_mentions = from_model(User, "mail_mentions")


class WorkDateForm(ActionForm):
    work_date = DateEntryField(
        label=_("Work Date"),
        required=False,
        help_text=_("The date you work on; blank: it follows the calendar."),
    )

"""Salespeople: who sells."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import own_salesperson_id
from kans.foundation.errors import DomainError
from kans.foundation.records.fields import CodeField, PercentField, TextKey
from kans.foundation.records.records import CompanyRecord


class SalespersonBlocked(DomainError):
    field = "salesperson"
    message = _(
        "Salesperson %(code)s is blocked. Choose another, or lift the block on the "
        "salesperson's card."
    )


class SalespersonPrivacyBlocked(DomainError):
    field = "salesperson"
    message = _(
        "Salesperson %(code)s is blocked for privacy. Choose another salesperson."
    )


class Salesperson(CompanyRecord):
    """Somebody who owns opportunities and contacts."""

    code = CodeField(
        _("Code"), max_length=20, help_text=_("The short name of the salesperson.")
    )
    code_key = TextKey("code")
    name = models.CharField(
        _("Name"),
        max_length=50,
        blank=True,
        help_text=_("The salesperson's full name."),
    )
    name_key = TextKey("name")
    job_title = models.CharField(
        _("Job Title"),
        max_length=30,
        blank=True,
        help_text=_("What the salesperson does."),
    )
    job_title_key = TextKey("job_title")
    email = models.EmailField(
        _("E-Mail"),
        max_length=80,
        blank=True,
        help_text=_("The address at which the salesperson reads mail."),
    )
    email_key = TextKey("email")
    email_2 = models.EmailField(
        _("E-Mail 2"),
        max_length=80,
        blank=True,
        help_text=_("A second address of the salesperson."),
    )
    phone = models.CharField(
        _("Phone No."),
        max_length=30,
        blank=True,
        help_text=_("The number at which the salesperson is reached."),
    )
    phone_key = TextKey("phone")
    commission = PercentField(
        _("Commission %"),
        default=0,
        help_text=_("The share of a sale that the salesperson receives."),
    )
    blocked = models.BooleanField(
        _("Blocked"),
        default=False,
        help_text=_("A blocked salesperson cannot be chosen for an opportunity."),
    )
    privacy_blocked = models.BooleanField(
        _("Privacy Blocked"),
        default=False,
        help_text=_("No new data of this salesperson is recorded."),
    )
    external_id = models.CharField(
        _("External ID"),
        max_length=100,
        blank=True,
        help_text=_("What the salesperson is called where it was imported from."),
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Salesperson")
        verbose_name_plural = _("Salespeople")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"], name="one_salesperson_per_code"
            ),
            models.UniqueConstraint(
                fields=["company", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_salesperson_per_external_id",
            ),
            models.CheckConstraint(
                condition=models.Q(commission__range=(0, 100)),
                name="commission_is_a_percentage",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "name_key", "id"], name="salesperson_name")
        ]

    def __str__(self) -> str:
        return self.name or self.code

    @classmethod
    def of_who_acts(cls) -> Salesperson | None:
        """The salesperson that the acting user is, if any (SP-4)."""
        own_id = own_salesperson_id()
        return cls.objects.filter(pk=own_id).first() if own_id else None

    def be_reached_at(self, *, email: str, phone: str) -> None:
        """Take what is given of the user that this salesperson is (SP-4)."""
        self.email = email or self.email
        self.phone = phone or self.phone
        self.save()

    def may_be_chosen(self) -> tuple[DomainError, ...]:
        """What stands in the way of new work for this salesperson (SP-1, SP-2)."""
        if self.privacy_blocked:
            return (SalespersonPrivacyBlocked(code=self.code),)
        if self.blocked:
            return (SalespersonBlocked(code=self.code),)
        return ()

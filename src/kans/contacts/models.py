"""Contacts, companies and the persons who work there, and how they are set up."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.fields import CodeField, TextKey
from kans.foundation.models import NumberSeries
from kans.foundation.records import CompanyRecord
from kans.team.models import Salesperson


class ContactType(models.TextChoices):
    COMPANY = "Company", _("Company")
    PERSON = "Person", _("Person")


class Contact(CompanyRecord):
    """Whom we sell to: a company, or a person (who may work for a company)."""

    number = CodeField(
        _("No."), max_length=20, help_text=_("The number of the contact.")
    )
    number_key = TextKey("number")
    type = models.CharField(
        _("Type"),
        max_length=7,
        choices=ContactType,
        default=ContactType.COMPANY,
        help_text=_("Whether the contact is a company or a person."),
    )
    name = models.CharField(
        _("Name"), max_length=100, help_text=_("The name of the contact.")
    )
    name_key = TextKey("name")
    first_name = models.CharField(
        _("First Name"),
        max_length=30,
        blank=True,
        help_text=_("The person's first name."),
    )
    middle_name = models.CharField(
        _("Middle Name"),
        max_length=30,
        blank=True,
        help_text=_("What stands between first name and surname."),
    )
    surname = models.CharField(
        _("Surname"), max_length=30, blank=True, help_text=_("The person's surname.")
    )
    company_contact = models.ForeignKey(
        "self",
        verbose_name=_("Company"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="persons",
        help_text=_("The company that the person works for."),
    )
    company_name = models.CharField(
        _("Company Name"),
        max_length=100,
        blank=True,
        editable=False,
        help_text=_("The name of the company; of a company, its own name."),
    )
    company_name_key = TextKey("company_name")
    job_title = models.CharField(
        _("Job Title"), max_length=30, blank=True, help_text=_("What the person does.")
    )
    job_title_key = TextKey("job_title")
    address = models.CharField(
        _("Address"), max_length=100, blank=True, help_text=_("Street and number.")
    )
    address_2 = models.CharField(
        _("Address 2"),
        max_length=50,
        blank=True,
        help_text=_("A second line of the address."),
    )
    post_code = models.CharField(
        _("Post Code"), max_length=20, blank=True, help_text=_("The postal code.")
    )
    post_code_key = TextKey("post_code")
    city = models.CharField(
        _("City"), max_length=30, blank=True, help_text=_("The city or town.")
    )
    city_key = TextKey("city")
    county = models.CharField(
        _("County"),
        max_length=30,
        blank=True,
        help_text=_("County, state or province."),
    )
    country = CodeField(
        _("Country/Region"),
        max_length=2,
        blank=True,
        help_text=_("The country as two letters, such as NL."),
    )
    country_key = TextKey("country")
    phone = models.CharField(
        _("Phone No."), max_length=30, blank=True, help_text=_("The telephone number.")
    )
    phone_key = TextKey("phone")
    mobile_phone = models.CharField(
        _("Mobile Phone No."),
        max_length=30,
        blank=True,
        help_text=_("The number of the mobile telephone."),
    )
    mobile_phone_key = TextKey("mobile_phone")
    email = models.CharField(
        _("E-Mail"),
        max_length=80,
        blank=True,
        help_text=_("The e-mail address; several are separated by semicolons."),
    )
    email_key = TextKey("email")
    home_page = models.CharField(
        _("Home Page"), max_length=255, blank=True, help_text=_("The web site.")
    )
    salesperson = models.ForeignKey(
        Salesperson,
        verbose_name=_("Salesperson"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        help_text=_("Who looks after the contact."),
    )
    language = models.CharField(
        _("Language"),
        max_length=5,
        blank=True,
        help_text=_("The language in which one writes to the contact."),
    )
    vat_number = CodeField(
        _("VAT Registration No."),
        max_length=20,
        blank=True,
        help_text=_("The company's number for value added tax."),
    )
    privacy_blocked = models.BooleanField(
        _("Privacy Blocked"),
        default=False,
        help_text=_("No new opportunities are made for this contact."),
    )
    minor = models.BooleanField(
        _("Minor"),
        default=False,
        help_text=_("Whether the person is under age; blocks the contact."),
    )
    parental_consent = models.BooleanField(
        _("Parental Consent Received"),
        default=False,
        help_text=_("Whether a minor's parents have consented."),
    )
    external_id = models.CharField(
        _("External ID"),
        max_length=100,
        blank=True,
        help_text=_("What the contact is called where it was imported from."),
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Contact")
        verbose_name_plural = _("Contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"], name="one_contact_per_number"
            ),
            models.UniqueConstraint(
                fields=["company", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_contact_per_external_id",
            ),
            models.CheckConstraint(
                condition=models.Q(type=ContactType.PERSON)
                | models.Q(company_contact=None),
                name="only_a_person_works_for_a_company",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "number_key", "id"], name="contact_number"),
            models.Index(fields=["company", "name_key", "id"], name="contact_name"),
            models.Index(fields=["company", "email_key"], name="contact_email"),
            models.Index(
                fields=["company", "company_name_key", "id"],
                name="contact_company_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_company(self) -> bool:
        return self.type == ContactType.COMPANY

    @property
    def the_company(self) -> Contact | None:
        """The company this contact stands for: itself, or whom the person works for."""
        return self if self.is_company else self.company_contact


class MarketingSetup(CompanyRecord):
    """How a company numbers, inherits and defaults; one row per company (1.10)."""

    contact_numbers = models.ForeignKey(
        NumberSeries,
        verbose_name=_("Contact Nos."),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The number series that numbers contacts."),
    )
    opportunity_numbers = models.ForeignKey(
        NumberSeries,
        verbose_name=_("Opportunity Nos."),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The number series that numbers opportunities."),
    )
    default_sales_cycle = models.ForeignKey(
        "opportunities.SalesCycle",
        verbose_name=_("Default Sales Cycle"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The sales cycle a new opportunity follows unless it is blocked."),
    )
    default_salesperson = models.ForeignKey(
        Salesperson,
        verbose_name=_("Default Salesperson"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The salesperson of a new contact."),
    )
    default_country = CodeField(
        _("Default Country/Region"),
        max_length=2,
        blank=True,
        help_text=_("The country of a new contact."),
    )
    default_language = models.CharField(
        _("Default Language"),
        max_length=5,
        blank=True,
        help_text=_("The language of a new contact."),
    )
    inherit_salesperson = models.BooleanField(
        _("Inherit Salesperson"),
        default=True,
        help_text=_("Whether a person takes the company's salesperson."),
    )
    inherit_country = models.BooleanField(
        _("Inherit Country/Region"),
        default=True,
        help_text=_("Whether a person takes the company's country."),
    )
    inherit_language = models.BooleanField(
        _("Inherit Language"),
        default=True,
        help_text=_("Whether a person takes the company's language."),
    )
    inherit_address = models.BooleanField(
        _("Inherit Address"),
        default=True,
        help_text=_("Whether a person takes the company's address."),
    )
    inherit_communication = models.BooleanField(
        _("Inherit Communication Details"),
        default=True,
        help_text=_("Whether a person takes the company's phone numbers and e-mail."),
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Marketing Setup")
        verbose_name_plural = _("Marketing Setup")
        constraints = [
            models.UniqueConstraint(fields=["company"], name="one_marketing_setup")
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

"""Contacts: companies, and persons who may work for one."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import columns
from kans.contacts.models.search_keys import SearchKeys
from kans.contacts.rules import merging, names, types
from kans.contacts.rules.doubts import doubtful_numbers
from kans.contacts.rules.inheritance import INHERITED, on_change, on_joining
from kans.contacts.rules.privacy import Privacy
from kans.foundation.records import contributions
from kans.foundation.records.fields import CodeField, TextKey
from kans.foundation.records.querysets import JournaledQuerySet
from kans.foundation.records.records import CompanyManager, CompanyRecord, RecordGone
from kans.foundation.records.search_index import SearchIndex
from kans.foundation.strings import normalised
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kans.contacts.rules.inheritance import Inheritance
    from kans.foundation.errors import DomainError


def mentions(text: str) -> Q:
    """That this stands somewhere in number, name, city, phone or post code (CON-12)."""
    keys = ("number_key", "name_key", "city_key", "phone_key", "post_code_key")
    return reduce(or_, (Q((f"{key}__contains", normalised(text))) for key in keys))


class ContactType(models.TextChoices):
    COMPANY = "Company", _("Company")
    PERSON = "Person", _("Person")

    @property
    def other(self) -> ContactType:
        return (
            ContactType.PERSON if self is ContactType.COMPANY else ContactType.COMPANY
        )


class ContactQuerySet(JournaledQuerySet["Contact"]):
    """The words in which one asks for contacts."""

    def companies(self) -> ContactQuerySet:
        return self.filter(type=ContactType.COMPANY)

    def persons_of(self, company: Contact) -> ContactQuerySet:
        return self.filter(company_contact=company)

    def both_locked(self, one: Contact, other: Contact) -> tuple[Contact, Contact]:
        """Read two afresh and hold them; always in one order, so nobody waits twice."""
        asked = self.filter(pk__in=(one.pk, other.pk)).order_by("pk")
        held = {contact.pk: contact for contact in asked.select_for_update()}
        if one.pk not in held or other.pk not in held:
            raise RecordGone
        return held[one.pk], held[other.pk]


class Contact(SearchKeys, CompanyRecord):
    """Whom we sell to: a company, or a person (who may work for a company)."""

    number = CodeField(
        _("No."),
        max_length=20,
        help_text=_("Given by the number series, or typed if the series lets you."),
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
        _("Name"), max_length=100, help_text=_("As it stands on quotes and orders.")
    )
    name_key = TextKey("name")
    first_name = models.CharField(
        _("First Name"),
        max_length=30,
        blank=True,
        help_text=_("The name begins with it, and follows when it changes."),
    )
    middle_name = models.CharField(
        _("Middle Name"),
        max_length=30,
        blank=True,
        help_text=_("What stands between first name and surname."),
    )
    surname = models.CharField(
        _("Surname"),
        max_length=30,
        blank=True,
        help_text=_("The name ends with it, and follows when it changes."),
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
    address = columns.address()
    address_2 = columns.address_2()
    post_code = columns.post_code()
    post_code_key = TextKey("post_code")
    city = columns.city()
    city_key = TextKey("city")
    county = columns.county()
    country = columns.country()
    country_key = TextKey("country")
    phone = columns.phone()
    phone_key = TextKey("phone")
    mobile_phone = columns.mobile_phone()
    mobile_phone_key = TextKey("mobile_phone")
    email = columns.email()
    email_key = TextKey("email")
    home_page = columns.home_page()
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
    vat_number = columns.vat_number()
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

    depends_on: ClassVar = {"company_contact": ("name", "type")}

    objects: ClassVar[Any] = CompanyManager.from_queryset(ContactQuerySet)()

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Contact")
        verbose_name_plural = _("Contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"], name="one_contact_per_number"
            ),
            models.UniqueConstraint(
                fields=["company", "external_id"],
                condition=~Q(external_id=""),
                name="one_contact_per_external_id",
            ),
            models.CheckConstraint(
                condition=Q(type=ContactType.PERSON) | Q(company_contact=None),
                name="only_a_person_works_for_a_company",
            ),
            models.CheckConstraint(
                condition=~Q(minor=True, parental_consent=False, privacy_blocked=False),
                name="a_minor_is_blocked_or_has_consent",
            ),
        ]
        indexes = [
            *SearchKeys.Meta.indexes,
            models.Index(fields=["company", "number_key", "id"], name="contact_number"),
            models.Index(fields=["company", "name_key", "id"], name="contact_name"),
            models.Index(fields=["company", "email_key"], name="contact_email"),
            models.Index(
                fields=["company", "company_name_key", "id"],
                name="contact_company_name",
            ),
            SearchIndex(
                fields=[
                    *("company", "number_key", "name_key", "company_name_key"),
                    *("city_key", "phone_key", "mobile_phone_key", "email_key"),
                ],
                name="contact_search",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def doubts(self) -> tuple[DomainError, ...]:
        return doubtful_numbers(
            self.vat_number,
            self.country,
            phone=self.phone,
            mobile_phone=self.mobile_phone,
        )

    @property
    def is_company(self) -> bool:
        return self.type == ContactType.COMPANY

    @property
    def the_company(self) -> Contact | None:
        """The company this contact stands for: itself, or whom the person works for."""
        return self if self.is_company else self.company_contact

    @property
    def privacy(self) -> Privacy:
        return Privacy(self.privacy_blocked, self.minor, self.parental_consent)

    @classmethod
    def has_number(cls, number: str) -> bool:
        return bool(cls.objects.filter(number=number.strip().upper()).exists())

    def inherited(self) -> dict[str, Any]:
        """What a company passes on to its persons, and what a person takes over."""
        return {name: getattr(self, name) for name in INHERITED}

    def former_values(self) -> dict[str, Any]:
        """What the columns that were changed since it was read had in them."""
        return {name: self._loaded.get(name) for name in self.differing()}

    def take(self, changes: Mapping[str, Any], inheritance: Inheritance) -> None:
        """Take new values, with what follows from them (CON-7 to CON-9, CON-23)."""
        changes = dict(changes)
        if "company_contact" in changes:
            self.join(changes.pop("company_contact"), inheritance)
        self._take_privacy(changes)
        parts = [n for n in ("first_name", "middle_name", "surname") if n in changes]
        for name, value in changes.items():
            setattr(self, name, value)
        if parts:
            self._join_name()
        elif "name" in changes:
            self.take_name(changes["name"])

    def _take_privacy(self, changes: dict[str, Any]) -> None:
        wanted = self.privacy.changed_to(self.wanted_privacy(changes))
        self.privacy_blocked = wanted.blocked
        changes.pop("privacy_blocked", None)

    def wanted_privacy(self, changes: Mapping[str, Any]) -> Privacy:
        return Privacy(
            changes.get("privacy_blocked", self.privacy_blocked),
            changes.get("minor", self.minor),
            changes.get("parental_consent", self.parental_consent),
        )

    def take_name(self, name: str) -> None:
        """Take a name; that of a person is split, a company's is its company name."""
        self.name = name
        if self.is_company:
            self.company_name = name
        else:
            parts = names.split(name)
            self.first_name, self.middle_name = parts.first_name, parts.middle_name
            self.surname = parts.surname

    def _join_name(self) -> None:
        self.name = names.PersonName(
            self.first_name, self.middle_name, self.surname
        ).whole

    def join(self, company: Contact | None, inheritance: Inheritance) -> None:
        """Work for a company from now on, and take over what is inherited (CON-13)."""
        former = self.company_contact
        self.company_contact = company
        self.company_name = company.name if company else ""
        if company is None:
            return
        taken = on_joining(
            self.inherited(),
            company.inherited(),
            former.inherited() if former else None,
            inheritance,
        )
        for name, value in taken.items():
            setattr(self, name, value)

    def choosable(self) -> dict[str, Any]:
        """What one chooses of two contacts when they are merged."""
        not_mine = types.OF_PERSONS if self.is_company else types.OF_COMPANIES
        return {n: getattr(self, n) for n in merging.CHOSEN if n not in not_mine}

    def take_from(self, other: Contact, chosen: Collection[str]) -> None:
        """Be one with the other from now on, with what is chosen of it (DUP-4)."""
        parts = ("first_name", "middle_name", "surname") if "name" in chosen else ()
        for name in (*chosen, *parts):
            setattr(self, name, getattr(other, name))
        company = self.the_company
        self.company_name = company.name if company else ""
        one = self.privacy.merged_with(other.privacy)
        self.privacy_blocked = one.blocked
        self.minor, self.parental_consent = one.minor, one.consent

    def move_to(
        self, company: Contact, former: Contact, on: Inheritance
    ) -> dict[str, Any]:
        """Work for the company that the former one has become part of.

        As if it had changed (CON-16): what was the former company's is the new one's.
        Gives what was so before, but for the company: it is the same one.
        """
        self.company_contact, self.company_name = company, company.name
        taken = on_change(self.inherited(), former.inherited(), company.inherited(), on)
        for name, value in taken.items():
            setattr(self, name, value)
        before = self.former_values()
        del before["company_contact_id"]
        self.save()
        return before

    def pass_on(
        self, before: Mapping[str, Any], inheritance: Inheritance
    ) -> list[tuple[Contact, dict[str, Any]]]:
        """Have the persons of a company follow what has changed on it (CON-16).

        Gives them with what they had before, for those who copy from them to follow.
        """
        after = self.inherited()
        was = {**after, **{n: v for n, v in before.items() if n in after}}
        if was == after and "name" not in before:
            return []
        followed = []
        for person in Contact.objects.persons_of(self).select_for_update():
            person.company_name = self.name
            taken = on_change(person.inherited(), was, after, inheritance)
            for name, value in taken.items():
                setattr(person, name, value)
            followed.append((person, person.former_values()))
            person.save()
        return followed

    def after_restore(self) -> None:
        """Of a person, take the name that the company has now."""
        if self.company_contact:
            self.company_name = self.company_contact.name

    def become(self, to: ContactType) -> None:
        """Become a person, or a company with nothing of a person (CON-21, CON-22)."""
        self.type = to
        self.company_contact = None
        self.company_name = self.first_name = self.middle_name = self.surname = ""
        self.job_title = ""
        self.minor = self.parental_consent = False
        self.take_name(self.name)

    def may_become(self, to: ContactType) -> tuple[DomainError, ...]:
        """What stands in the way of becoming a company, or a person (CON-20)."""
        refusals = contributions.may_change(self, {"type": to})
        if to is ContactType.COMPANY:
            return refusals
        persons = Contact.objects.persons_of(self).count()
        return refusals + types.may_become_person(
            self.name, persons=persons, vat_number=self.vat_number
        )

    def may_absorb(self, other: Contact) -> tuple[DomainError, ...]:
        """What stands in the way of being one with the other (DUP-4)."""
        same = self.pk == other.pk
        return merging.may_merge(
            merging.Merging(
                self.name,
                other.name,
                is_company=self.is_company,
                other_is_company=other.is_company,
                same=same,
                works_there=self.the_company == other.the_company,
                in_the_way=() if same else contributions.may_merge(self, other),
            )
        )

    def may_be_deleted(self) -> tuple[DomainError, ...]:
        """What stands in the way of deleting it with its persons (CON-27, CON-28)."""
        persons = Contact.objects.persons_of(self).only("name")
        return contributions.may_delete([self, *(persons if self.is_company else ())])

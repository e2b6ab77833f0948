"""Users, the roles they hold, and the companies they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kans.foundation.acting.actors import is_oneself
from kans.foundation.acting.clock import now
from kans.foundation.acting.permissions import Level, held_by
from kans.foundation.journal.journal import as_json, the_change
from kans.foundation.records.fields import CodeField, TextKey
from kans.foundation.records.records import CompanyRecord
from kans.security.rules.memberships import SalespersonTaken, Standing
from kans.security.rules.sign_in import codes_may_be_lifted

if TYPE_CHECKING:
    from kans.foundation.errors import DomainError
    from kans.team.models import Salesperson

PASSWORD_SET = _("set anew")
BUILT_IN = {
    Level.READER: _("Reader"),
    Level.SALESPERSON: _("Salesperson"),
    Level.MANAGER: _("Sales Manager"),
    Level.ADMINISTRATOR: _("Administrator"),
}


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager["User"]):
    """Makes users; signing in asks for the e-mail address."""

    def create_user(
        self, email: str, password: str | None = None, **facts: Any
    ) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password or None)
        user.save()
        user.confirm_address()
        the_change().created(user)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do is said by their memberships."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(
        _("E-Mail"),
        unique=True,
        help_text=_("The address one signs in with."),
    )
    name = models.CharField(
        _("Name"), max_length=100, help_text=_("The name others see.")
    )
    name_key = TextKey("name")
    is_active = models.BooleanField(
        _("Active"),
        default=True,
        help_text=_("Whether this user may sign in."),
    )
    language = models.CharField(
        _("Language"),
        max_length=5,
        blank=True,
        choices=[("", _("As the browser")), ("nl", "Nederlands"), ("en", "English")],
        help_text=_("The language in which the pages are shown."),
    )
    theme = models.CharField(
        _("Theme"),
        max_length=6,
        choices=Theme,
        default=Theme.SYSTEM,
        help_text=_("Light, dark, or as the system is set."),
    )
    single_keys = models.BooleanField(
        _("Single-Key Shortcuts"),
        default=True,
        help_text=_(
            "Whether letters alone are shortcuts, such as j, k and x in lists."
        ),
    )
    mail_mentions = models.BooleanField(
        _("Mail When Mentioned"),
        default=True,
        help_text=_("Whether you get an e-mail when somebody mentions you."),
    )

    phone = models.CharField(
        _("Phone No."),
        max_length=30,
        blank=True,
        help_text=_("The number at which this user is reached."),
    )

    limits_lifted_at = models.DateTimeField(
        _("Sign-In Limits Lifted"),
        null=True,
        editable=False,
        help_text=_("Failed sign-ins before this moment do not count."),
    )
    codes_lifted_at = models.DateTimeField(null=True, editable=False)  # the same

    # Never told, not even that it differs from nothing.
    secret: ClassVar = frozenset({"password", "last_login"})
    # What an undo cannot put back, and why.
    beyond_undo: ClassVar = {
        "email": _("the address was confirmed for signing in; change it on the card"),
        "password": _("nobody knows the former password; set another one instead"),
    }

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("User")
        verbose_name_plural = _("Users")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def become(self, **facts: Any) -> None:
        """Take these facts and tell the journal; a password's value stays secret."""
        password = facts.pop("password", None)
        before = {name: getattr(self, name) for name in facts}
        after = {n: v for n, v in facts.items() if v != before[n]}
        for name, value in after.items():
            setattr(self, name, value)
        before = {name: before[name] for name in after}
        if password is not None:
            self.set_password(password)
            before["password"], after["password"] = "", str(PASSWORD_SET)
        if after:
            self.save(update_fields=[*after, "name_key"])
            the_change().changed(self, before, after)

    def lift_limits(self) -> None:
        """Let failed sign-ins up to now count no more, and tell the journal."""
        before = {"limits_lifted_at": as_json(self.limits_lifted_at)}
        self.limits_lifted_at = self.codes_lifted_at = now()
        self.save(update_fields=["limits_lifted_at", "codes_lifted_at"])
        after = {"limits_lifted_at": as_json(self.limits_lifted_at)}
        the_change().changed(self, before, after)

    def forget_failures(self) -> None:
        """The same, where somebody proves by a mail who they are: nobody acts.

        Of codes once a day: the second step is there for who reads another's mail.
        """
        self.limits_lifted_at = now()
        if codes_may_be_lifted(self.codes_lifted_at, now()):
            self.codes_lifted_at = now()
        self.save(update_fields=["limits_lifted_at", "codes_lifted_at"])

    def choose_theme(self, theme: str) -> None:
        """A taste and no business: not journaled, and chosen outside any company."""
        self.theme = theme
        self.save(update_fields=["theme"])

    def confirm_address(self) -> None:
        """Count the address as verified: an administrator vouches for it."""
        addresses = EmailAddress.objects.filter(user=self)
        addresses.exclude(email=self.email).delete()
        addresses.update_or_create(
            email=self.email,
            defaults={"user": self, "primary": True, "verified": True},
        )


class Role(CompanyRecord):
    """A named set of permissions of a company; four are built in and follow the
    program.
    """

    made_by = "copy_role"

    code = CodeField(
        _("Code"), max_length=20, help_text=_("The short name of the role.")
    )
    code_key = TextKey("code")
    name = models.CharField(
        _("Name"), max_length=100, help_text=_("What the role is for.")
    )
    name_key = TextKey("name")
    level = models.CharField(
        _("Built in"),
        max_length=20,
        blank=True,
        editable=False,
        choices=[(level.value, name) for level, name in BUILT_IN.items()],
        help_text=_("A built-in role cannot be changed; copy it instead."),
    )
    permissions = models.JSONField(
        _("Permissions"),
        default=list,
        blank=True,
        help_text=_("What its holders may do."),
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Role")
        verbose_name_plural = _("Roles")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"], name="one_role_per_code"
            )
        ]

    def __str__(self) -> str:
        return str(BUILT_IN[Level(self.level)]) if self.level else self.name

    @classmethod
    def seed(cls) -> None:
        """Give a new company its four built-in roles."""
        with translation.override("en"):
            roles = [
                Role(code=level.value, name=str(name), level=level.value)
                for level, name in BUILT_IN.items()
            ]
        Role.objects.bulk_create(roles)

    @property
    def administers(self) -> bool:
        return self.level == Level.ADMINISTRATOR

    def held(self) -> frozenset[str]:
        """The permissions its holders have."""
        return held_by(Level(self.level)) if self.level else frozenset(self.permissions)


class Membership(CompanyRecord):
    """A user in a company: with which role, and as which salesperson (SP-4)."""

    removed_by = "remove_user"
    made_by = "create_user"

    user = models.ForeignKey(
        User,
        verbose_name=_("User"),
        on_delete=models.PROTECT,
        related_name="memberships",
        help_text=_("Who belongs to the company."),
    )
    role = models.ForeignKey(
        Role,
        verbose_name=_("Role"),
        on_delete=models.PROTECT,
        related_name="memberships",
        help_text=_("What the user may do in this company."),
    )
    salesperson = models.ForeignKey(
        "team.Salesperson",
        verbose_name=_("Salesperson"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The salesperson that this user is."),
    )

    # Read by the security area alone, to find out who acts.
    before_anyone_acts: ClassVar[models.Manager[Membership]] = models.Manager()

    class Meta(CompanyRecord.Meta):
        verbose_name = _("User")
        verbose_name_plural = _("Users")
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "company"], name="one_membership_per_user"
            ),
            models.UniqueConstraint(
                fields=["company", "salesperson"], name="one_user_per_salesperson"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"

    def history_includes(self) -> tuple[User, ...]:
        return (self.user,)

    @classmethod
    def administrators(cls) -> models.QuerySet[Membership]:
        """Those who can still sign in and put the rest right."""
        return Membership.objects.filter(
            role__level=Level.ADMINISTRATOR, user__is_active=True
        )

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def phone(self) -> str:
        return self.user.phone

    @property
    def is_active(self) -> bool:
        return self.user.is_active

    def standing(self, *, hold: bool = False) -> Standing:
        """How this member stands among the administrators, to hold until one leaves."""
        found = Membership.administrators()
        if hold:
            found = found.select_for_update(of=("self",))
        others = [member for member in found if member.pk != self.pk]
        return Standing(
            who=str(self.user),
            administers=self.role.administers and self.user.is_active,
            other_administrators=len(others),
            oneself=is_oneself(self.user_id),
        )

    def may_be(self, salesperson: Salesperson) -> tuple[DomainError, ...]:
        """What stands in the way of this user being that salesperson (SP-1 to SP-4)."""
        others = Membership.objects.exclude(pk=self.pk).select_related("user")
        taken = others.filter(salesperson=salesperson).first()
        if taken:
            return (SalespersonTaken(code=salesperson.code, who=str(taken.user)),)
        return salesperson.may_be_chosen()

"""What people make of a list: their own settings of it, and views they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import who_acts
from kans.foundation.records.fields import TextKey
from kans.foundation.records.records import CompanyRecord, CompanyRow

if TYPE_CHECKING:
    from uuid import UUID


class ListSettings(CompanyRow):
    """How a user likes to see a list: a taste and no business, so not journaled.

    `layouts` holds the columns by the view they belong to; that of "" is for the
    views that have none of their own.
    """

    user_id = models.UUIDField(editable=False)
    list_name = models.CharField(max_length=60, editable=False)
    default_view = models.CharField(max_length=40, blank=True, editable=False)
    layouts = models.JSONField(default=dict, editable=False)

    class Meta(CompanyRow.Meta):
        app_label = "foundation"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "user_id", "list_name"],
                name="one_settings_per_user_and_list",
            )
        ]

    def __str__(self) -> str:
        return self.list_name

    @classmethod
    def of_who_acts(cls, list_name: str) -> Self:
        """The settings of who acts; blank ones while nothing was set."""
        user_id = who_acts().user_id
        found = cls.objects.filter(user_id=user_id, list_name=list_name).first()
        return found or cls(user_id=user_id, list_name=list_name)

    def arrange(self, view: str, layout: dict[str, Any]) -> None:
        """Keep how the columns stand in a view; nothing of it: as declared."""
        others = {key: kept for key, kept in self.layouts.items() if key != view}
        self.layouts = {**others, view: layout} if layout else others
        self._keep()

    def begin_with(self, view: str) -> None:
        """Let the list open in a view."""
        self.default_view = view
        self._keep()

    def _keep(self) -> None:
        self.stamp()
        super().save()


class ListView(CompanyRecord):
    """A list as somebody wants to find it again: filters, order, columns, groups."""

    removed_by = "delete_view"
    made_by = "create_view"

    list_name = models.CharField(
        _("List"),
        max_length=60,
        editable=False,
        help_text=_("The list that is shown so."),
    )
    name = models.CharField(
        _("Name"), max_length=60, help_text=_("What the view is called in the menu.")
    )
    name_key = TextKey("name")
    owner_id = models.UUIDField(
        _("Owner"), editable=False, help_text=_("Who made the view.")
    )
    owner_name = models.CharField(
        _("Made by"), max_length=150, editable=False, help_text=_("Who made the view.")
    )
    role_id = models.UUIDField(
        _("Shared With"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The role whose holders see the view too; none: only its owner."),
    )
    # Filters, search, order and grouping, as the address of the list has them.
    query = models.TextField(
        _("Filters"),
        blank=True,
        editable=False,
        help_text=_("What the list is filtered, sorted and grouped by."),
    )
    layout = models.JSONField(
        _("Columns"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("The columns, their widths, and how close the rows stand."),
    )

    class Meta(CompanyRecord.Meta):
        app_label = "foundation"
        verbose_name = _("View")
        verbose_name_plural = _("Views")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "list_name", "owner_id", "name_key"],
                name="one_view_per_name_and_owner",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def unshare(cls, role_id: UUID) -> None:
        """Leave the views of a role that goes to their owners alone."""
        cls.objects.filter(role_id=role_id).update(role_id=None)

    @classmethod
    def forget_those_of(cls, user_id: UUID) -> None:
        """Let somebody's own views and settings go; what is shared stays."""
        cls.objects.filter(owner_id=user_id, role_id=None).delete()
        ListSettings.objects.filter(user_id=user_id).delete()

    @property
    def is_own(self) -> bool:
        return self.owner_id == who_acts().user_id

    @property
    def is_shared(self) -> bool:
        return self.role_id is not None

"""What an opportunity knows of the sales quote or order that is assigned to it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentType(TextChoices):
    QUOTE = "Quote", _("Sales Quote")
    ORDER = "Order", _("Sales Order")

"""What a document refers to, and what that can no longer become because of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError


class InUseByDocument(DomainError):
    message = _("%(document)s refers to %(record)s. Delete that document first.")


class CustomerHasDocuments(DomainError):
    message = _(
        "%(document)s is for %(customer)s. Delete the quote or order first, or block "
        "the customer instead."
    )


class ContactHasDocuments(DomainError):
    message = _(
        "%(document)s is for %(contact)s. Give it another contact, or delete it, first."
    )


class CompanyHasDocuments(DomainError):
    field = "type"
    message = _(
        "%(document)s is for %(contact)s, and quotes and orders are for companies. "
        "Create another contact for the person instead."
    )

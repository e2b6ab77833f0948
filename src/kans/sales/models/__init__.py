"""Sales quotes and orders, their lines, and the versions that are kept of them."""

from kans.sales.models.documents import SalesDocument
from kans.sales.models.lines import SalesLine
from kans.sales.models.messages import DocumentMessage
from kans.sales.models.sender import CompanyInformation
from kans.sales.models.versions import DocumentVersion

__all__ = [
    "CompanyInformation",
    "DocumentMessage",
    "DocumentVersion",
    "SalesDocument",
    "SalesLine",
]

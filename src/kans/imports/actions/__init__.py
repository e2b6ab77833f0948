"""What people do when they import: whole chunks of opportunities, and runs."""

from kans.imports.actions.opportunities import Seen, import_opportunities

__all__ = ["Seen", "import_opportunities"]

"""Who may bring in many records at once."""

from kans.foundation.acting.permissions import Level, grant

grant(Level.MANAGER, "imports.import_opportunities")

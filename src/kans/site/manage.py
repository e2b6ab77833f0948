"""The commands of the command line: Django's own, and ours."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from kans.foundation.errors import DomainError
from kans.site.lifeline import end_with_supervisor


def main() -> None:
    """Run a command; what it refuses is one line, and the exit code is 1."""
    end_with_supervisor()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kans.site.settings")
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        sys.argv[1] = sys.argv[1].replace("-", "_")  # create-company is create_company
    try:
        execute_from_command_line(sys.argv)
    except (DomainError, ImproperlyConfigured) as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)

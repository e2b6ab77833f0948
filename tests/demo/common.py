"""What the tests of the demo company share."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command

from tests.builders import MARCH_1

LINDEBOOM, HARROW = "lindeboom", "harrow-finch"
ANNA = "anna@kans.example"


def make(**options):
    """Run the command for March 1; what it printed."""
    said = StringIO()
    call_command("demo", stdout=said, work_date=MARCH_1, **options)
    return said.getvalue().splitlines()

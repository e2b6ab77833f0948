"""An import as it stands once its rows are checked."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from kans.imports import staging
from kans.imports.actions import runs
from kans.imports.rules.choices import MappingChoices


def a_checked_import(text, kind="contacts", name="rows.csv"):
    """A file whose columns are taken as they were guessed."""
    received = staging.receive(SimpleUploadedFile(name, text.encode()))
    run = runs.upload_import(received, kind=kind)
    guessed = run.choices["columns"]
    choices = MappingChoices(
        tuple((column, field) for field, column in guessed.items())
    )
    return runs.check_import(runs.map_import(run, choices))

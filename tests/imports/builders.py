"""Imports as they stand once rows are checked, and as the command does them."""

from __future__ import annotations

from io import StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

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


def said_of_import(kind, folder, text, *options):
    """What the command says that imports these rows into CRONUS, and why not."""
    file = folder / f"{kind}.csv"
    file.write_text(text)
    said = StringIO()
    try:
        call_command(
            *("import", kind, str(file), "--company=cronus", *options),
            stdout=said,
            stderr=said,
        )
    except CommandError as error:
        said.write(str(error))
    return said.getvalue()

"""What the pages of an import ask for: a file, what its columns are, corrections."""

from kans.imports.forms.correcting import CorrectionsForm
from kans.imports.forms.mapping import MappingForm
from kans.imports.forms.uploading import SheetForm, UploadForm

__all__ = ["CorrectionsForm", "MappingForm", "SheetForm", "UploadForm"]

"""The words of files, and what is accepted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scan(models.TextChoices):
    """What the virus scanner said when the file came in. A file in which it found something is never kept."""

    NOT_DONE = "not_done", _("not scanned")
    CLEAN = "clean", _("nothing found")


OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."

# Extension → media type served. What is absent is refused: SVG and HTML run scripts, archives hide what they hold,
# programs are programs. The content must be of the type that the extension names.
ACCEPTED = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "docx": OOXML + "wordprocessingml.document",
    "xlsx": OOXML + "spreadsheetml.sheet",
    "pptx": OOXML + "presentationml.presentation",
    "odt": ODF + "text",
    "ods": ODF + "spreadsheet",
    "odp": ODF + "presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "txt": "text/plain",
    "csv": "text/csv",
}

# What is never taken from outside, only made here: packages for the archives.
MADE = {"zip": "application/zip"}

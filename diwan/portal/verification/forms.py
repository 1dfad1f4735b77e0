"""What may be verified: a file, or a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST = 50 << 20  # bytes; a receipt is under one megabyte


class FileForm(forms.Form):
    document = forms.FileField(
        label=_("The PDF"), widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"})
    )

    def clean_document(self) -> UploadedFile:
        document = self.cleaned_data["document"]
        if document.size > LARGEST:
            raise ValidationError(_("This file is larger than any document we seal. Choose the PDF you received."))
        return document


class ReferenceForm(forms.Form):
    reference = forms.CharField(
        label=_("Reference"),
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "MEN-2026-001284", "dir": "ltr"}),
    )

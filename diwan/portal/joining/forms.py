"""What administrators and operators type, parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.spreadsheets import TAKEN

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import OfficeLine

LATIN = forms.TextInput(attrs={"dir": "ltr"})


class NamesForm(forms.Form):
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=200, widget=forms.TextInput(attrs={"dir": "rtl"}))
    name_fr = forms.CharField(label=_("Name in French"), max_length=200, required=False, widget=LATIN)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False, widget=LATIN)
    name_zgh = forms.CharField(label=_("Name in Amazigh"), max_length=200, required=False, widget=LATIN)

    @property
    def names(self) -> organisations.Names:
        data = self.cleaned_data
        return organisations.Names(data["name_ar"], data["name_fr"], data["name_en"], data["name_zgh"])


class OpenAdministrationForm(NamesForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        help_text=_("Capital letters and digits, for ever: numbers of letters begin with it."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters"}),
    )
    country = forms.ChoiceField(label=_("Country"), choices=organisations.Country)
    email = forms.EmailField(label=_("E-mail address of the first administrator"))
    admin_ar = forms.CharField(label=_("Their name in Arabic"), max_length=150)
    admin_latin = forms.CharField(label=_("Their name in Latin letters"), max_length=150, widget=LATIN)
    language = forms.ChoiceField(label=_("Their language"), choices=settings.LANGUAGES)
    field_order = ("code", "country", "name_ar", "name_fr", "name_en", "name_zgh", "email")

    def clean_code(self) -> str:
        return self.cleaned_data["code"].strip().upper()


class WorkbookForm(forms.Form):
    workbook = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX, ODS or CSV. You will see what it changes before anything is recorded."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in TAKEN)}),
    )

    def clean_workbook(self) -> Any:
        file = self.cleaned_data["workbook"]
        if file.name.rpartition(".")[2].lower() not in TAKEN:
            raise ValidationError(_("Save it as XLSX, ODS or CSV, then choose it again."))
        return file


class ConfirmForm(forms.Form):
    on = forms.DateField(
        label=_("In force from"),
        help_text=_("The day from which units bear their new names and places."),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["on"].initial = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date:
        if self.cleaned_data["on"] > self.today:
            raise ValidationError(_("A day to come is not taken here: import the file on that day."))
        return self.cleaned_data["on"]


class UnitForm(forms.Form):
    """Chooses a unit of the administration by its name or code, as one types."""

    unit = forms.ChoiceField(label=_("Unit"))

    def __init__(self, *args: Any, units: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class OfficeForm(NamesForm):
    accepts_public = forms.BooleanField(label=_("Receives what the public deposits"), required=False, initial=True)

    @classmethod
    def of(cls, office: OfficeLine) -> dict[str, Any]:
        """What the form shows of an office that is there."""
        names = {f"name_{code}": getattr(office.names, code) for code in ("ar", "fr", "en", "zgh")}
        return {**names, "accepts_public": office.accepts_public}


class OpenOfficeForm(OfficeForm, UnitForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=16,
        help_text=_("Capital letters, digits and hyphens. The numbers it gives begin with it; it never changes."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters"}),
    )
    field_order = ("unit", "code", "name_ar", "name_fr", "name_en", "name_zgh", "accepts_public")

    def clean_code(self) -> str:
        return self.cleaned_data["code"].strip().upper()


class TrialForm(forms.Form):
    office = forms.ChoiceField(label=_("Registry office"))

    def __init__(self, *args: Any, offices: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]


class LookForm(forms.Form):
    emblem = forms.CharField(
        label=_("Letters of the emblem"),
        max_length=4,
        help_text=_("Up to four: they stand in the bar and on receipts."),
    )
    accent_colour = forms.RegexField(
        label=_("Colour"),
        regex=r"^#[0-9A-Fa-f]{6}$",
        help_text=_("Of the bars and buttons. White words stand on it, so it must be dark enough."),
        widget=forms.TextInput(attrs={"type": "color", "class": "colour-field"}),
    )

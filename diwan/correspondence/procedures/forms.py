"""What the keepers of a catalogue type, parsed into terms. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.core.organisations.api import Names

from .enums import ClockStart, DayUnit, Identity, Silence
from .terms import TEXTS, PieceTerms, Terms, terms_of

if TYPE_CHECKING:
    from datetime import date

    from .models import ProcedureVersion

LANGUAGES = ("ar", "fr", "en", "zgh")
LABELS = {"ar": _("Arabic"), "fr": _("French"), "en": _("English"), "zgh": _("Amazigh")}
EMPTY_PIECES = 3


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


def days_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=999, required=required, help_text=help_text)


class SearchForm(forms.Form):
    q = forms.CharField(required=False, max_length=100)
    country = forms.CharField(required=False, max_length=2)
    administration = forms.IntegerField(required=False)
    page = forms.IntegerField(required=False, min_value=1)


class TermsForm(forms.Form):
    """All that a version says, but its pieces; `root` is the root unit of the administration."""

    name_ar = forms.CharField(label=_("name in Arabic"), max_length=200)
    name_fr = forms.CharField(label=_("name in French"), max_length=200, required=False)
    name_en = forms.CharField(label=_("name in English"), max_length=200, required=False)
    name_zgh = forms.CharField(label=_("name in Amazigh"), max_length=200, required=False)
    identity = forms.ChoiceField(label=_("identity number"), choices=Identity, initial=Identity.OPTIONAL)
    unit_id = forms.TypedChoiceField(label=_("competent unit"), coerce=int, empty_value=None, required=False)
    legal_key = forms.ChoiceField(
        label=_("legal rule"),
        required=False,
        help_text=_("The rule of the country sets the longest time, and what silence means."),
    )
    days = days_field(_("time limit in days"), help_text=_("Empty when no text sets one."))
    day_unit = forms.ChoiceField(label=_("kind of days"), choices=DayUnit, initial=DayUnit.CALENDAR)
    clock_start = forms.ChoiceField(label=_("the time runs from"), choices=ClockStart, initial=ClockStart.REGISTRATION)
    extensions = days_field(_("extensions"), help_text=_("How many times the time may be extended."))
    extension_days = days_field(_("days of an extension"))
    completions = days_field(_("requests for missing pieces"))
    completion_days = days_field(_("days to send missing pieces"))
    silence = forms.ChoiceField(label=_("silence means"), choices=Silence, initial=Silence.NOTHING)
    recourse_days = days_field(_("days of recourse"))
    starts_on = DayField(label=_("from"), help_text=_("Letters handed in before keep the version of their day."))

    def __init__(self, *args: Any, root: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        country = root.administration.country
        units = organisations.directory(today).filter(unit__administration_id=root.administration_id)
        choose, rule = self.fields["unit_id"], self.fields["legal_key"]
        choose.choices = [  # type: ignore[attr-defined]
            ("", _("The unit of the registry office")),
            *((version.unit_id, version.names.here) for version in units.order_by("unit__path")),
        ]
        rule.choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *((law.key, law.names) for law in calendars.profile(country).legal if law.holds_on(today)),
        ]
        for text, label in (("guidance", _("guidance")), ("recourse", _("recourse")), ("source", _("legal basis"))):
            for language in LANGUAGES:
                self.fields[f"{text}_{language}"] = forms.CharField(
                    label=_("%(what)s in %(language)s") % {"what": label, "language": LABELS[language]},
                    required=False,
                    max_length=2000,
                    widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "lang": language}),
                )
        for language in LANGUAGES:
            self.fields[f"name_{language}"].widget.attrs |= {"dir": "auto", "lang": language}
        self.fields["starts_on"].initial = today
        self.fields["starts_on"].widget.attrs["min"] = today.isoformat()

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields as the page shows them."""
        texts = {text: [self[f"{text}_{language}"] for language in LANGUAGES] for text in TEXTS}
        time = ("legal_key", "days", "day_unit", "clock_start", "extensions", "extension_days")
        return [
            (_("Names"), [self[f"name_{language}"] for language in LANGUAGES]),
            (_("What the depositor reads before"), [*texts["guidance"], self["identity"], self["unit_id"]]),
            (_("Legal time"), [self[name] for name in (*time, "completions", "completion_days", "silence")]),
            (_("Recourse and legal basis"), [self["recourse_days"], *texts["recourse"], *texts["source"]]),
        ]

    def terms(self, pieces: tuple[PieceTerms, ...]) -> Terms:
        data = self.cleaned_data

        def names(prefix: str) -> Names:
            return Names(**{language: data.get(f"{prefix}_{language}") or "" for language in LANGUAGES})

        numbers = ("extensions", "extension_days", "completions", "completion_days")
        plain = ("identity", "unit_id", "legal_key", "days", "day_unit", "clock_start", "silence", "recourse_days")
        said: dict[str, Any] = {name: data[name] for name in plain}
        said |= {name: data[name] or 0 for name in numbers} | {text: names(text) for text in TEXTS}
        return Terms(names=names("name"), pieces=pieces, **said)


class NewForm(TermsForm):
    code = forms.SlugField(
        label=_("code"), max_length=60, help_text=_("A short word in Latin letters that stays: it stands in addresses.")
    )
    field_order = ["code"]


class PieceForm(forms.Form):
    """One needed piece; without a name it is none."""

    position = forms.IntegerField(label=_("position"), min_value=1, max_value=99, required=False)
    name_ar = forms.CharField(label=_("name in Arabic"), max_length=200, required=False)
    name_fr = forms.CharField(label=_("name in French"), max_length=200, required=False)
    name_en = forms.CharField(label=_("name in English"), max_length=200, required=False)
    required = forms.BooleanField(label=_("required"), required=False, initial=True)


Pieces = forms.formset_factory(PieceForm, extra=EMPTY_PIECES, max_num=20, absolute_max=40)


def pieces_of(formset: Any) -> tuple[PieceTerms, ...]:
    """The pieces in the order of their positions; those without one come last, as typed."""
    rows = [row for row in formset.cleaned_data if row.get("name_ar") or row.get("name_fr") or row.get("name_en")]
    rows.sort(key=lambda row: row.get("position") or 100)
    return tuple(
        PieceTerms(
            names=Names(row["name_ar"] or row["name_fr"] or row["name_en"], row["name_fr"], row["name_en"], ""),
            required=row["required"],
        )
        for row in rows
    )


def initial_of(version: ProcedureVersion) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a version says, as the two forms take it."""
    terms = terms_of(version)
    plain = {name: value for name, value in vars(terms).items() if name not in {"names", "pieces", *TEXTS}}
    texts = {
        f"{prefix}_{language}": getattr(names, language)
        for prefix, names in (("name", terms.names), *((text, getattr(terms, text)) for text in TEXTS))
        for language in LANGUAGES
    }
    pieces = [
        {
            "position": place,
            "required": piece.required,
            **{f"name_{language}": getattr(piece.names, language) for language in ("ar", "fr", "en")},
        }
        for place, piece in enumerate(terms.pieces, 1)
    ]
    return {**plain, **texts}, pieces


class CloseForm(forms.Form):
    on = DayField(label=_("Not offered from"))

"""Parsing what is done to a letter on its page. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import DueKind, Level, LinkKind, Medium
from ..operations.correcting import FIELDS, NAMES, Registered
from .registering import day_field, key

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS: dict[str, Any] = {"max_length": 500, "widget": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why? It stays in the history of the letter."), **WORDS)


class LevelForm(forms.Form):
    level = forms.ChoiceField(label=_("Who may read it"), choices=Level, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why? It stays in the history of the letter."),
        help_text=_("Needed when more people may read it than before."),
        required=False,
        **WORDS,
    )


class ClassForm(forms.Form):
    plan_class = forms.TypedChoiceField(label=_("Class of the plan"), coerce=int)

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan_class"].choices = choices  # type: ignore[attr-defined]


class FileForm(forms.Form):
    dossier = forms.TypedChoiceField(label=_("File"), coerce=key, empty_value=None, required=False)

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dossier"].choices = [("", _("In no file")), *choices]  # type: ignore[attr-defined]


class DueForm(forms.Form):
    due_on = day_field(_("Answer due on"))
    due_kind = forms.ChoiceField(label=_("By what time limit"), choices=DueKind)
    reason = forms.CharField(label=_("Why? It stays in the history of the letter."), **WORDS)


class LinkToForm(forms.Form):
    kind = forms.ChoiceField(label=_("This letter"), choices=LinkKind)
    reference = forms.CharField(
        label=_("Reference of the earlier letter"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


class AnnulForm(ReasonForm):
    sure = forms.BooleanField(label=_("I know that an annulment cannot be undone"))


class RectifyForm(forms.Form):
    """What was entered wrongly at registration: the letter's own fields, and the names of each of its parties."""

    subject = forms.CharField(label=_("Subject"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
    their_reference = forms.CharField(label=_("Their reference"), max_length=80, required=False)
    dated_on = day_field(_("Date written on it"))
    received_on = day_field(_("Day it arrived"))
    medium = forms.ChoiceField(label=_("Came or left"), choices=Medium)
    kept_at = forms.CharField(label=_("Where the paper is kept"), max_length=120, required=False)
    reason = forms.CharField(label=_("Why? It stays in the register."), **WORDS)

    def __init__(self, *args: Any, stands: Registered, **kwargs: Any) -> None:
        initial = {name: getattr(stands, name) for name in FIELDS}
        for party, names in stands.parties.items():
            initial |= {f"party-{party}-{name}": value for name, value in zip(NAMES, names, strict=True)}
        super().__init__(*args, initial=initial, **kwargs)
        self.stands = stands
        labels = {"name": _("Name"), "representative": _("Represented by"), "title": _("Title or rank")}
        for party in stands.parties:
            for name in NAMES:
                most = 120 if name == "title" else 200
                field = forms.CharField(label=labels[name], max_length=most, required=name == "name")
                field.widget.attrs["dir"] = "auto"
                self.fields[f"party-{party}-{name}"] = field

    @property
    def party_rows(self) -> list[list[Any]]:
        return [[self[f"party-{party}-{name}"] for name in NAMES] for party in self.stands.parties]

    @property
    def changes(self) -> Registered:
        said = self.cleaned_data
        parties = {
            party: (said[f"party-{party}-name"], said[f"party-{party}-representative"], said[f"party-{party}-title"])
            for party in self.stands.parties
        }
        return Registered(**{name: said[name] for name in FIELDS}, parties=parties)

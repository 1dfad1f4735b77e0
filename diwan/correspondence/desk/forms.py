"""Parsing what is asked of an inbox. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from diwan.correspondence.circulation.api import Verb
from diwan.correspondence.letters.api import Priority

from .enums import Folder
from .queries.asking import LATE, NO_DATE, SOON, THIS_WEEK, Asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BIG = 2**62  # beyond any number of a row, within what the database takes
ANY = ("", _("Any"))
DUE = [
    ANY,
    (LATE, _("Late")),
    (SOON, _("Due within 2 working days")),
    (THIS_WEEK, _("Due within 7 days")),
    (NO_DATE, _("No due date")),
]


class AskedForm(forms.Form):
    """The parameters of the page; anything that cannot be read counts as not asked."""

    folder = forms.ChoiceField(choices=Folder.choices, required=False)
    post = forms.IntegerField(min_value=1, max_value=BIG, required=False)
    q = forms.CharField(max_length=200, required=False)
    due = forms.ChoiceField(label=_("Due"), choices=DUE, required=False)
    verb = forms.ChoiceField(label=_("To do"), choices=[ANY, *Verb.choices], required=False)
    unit = forms.IntegerField(label=_("Unit"), min_value=1, max_value=BIG, required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=[ANY, *Priority.choices], required=False)
    plan_class = forms.IntegerField(label=_("Class of the plan"), min_value=1, max_value=BIG, required=False)
    correspondent = forms.CharField(
        label=_("Correspondent"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    unread = forms.BooleanField(label=_("Not opened yet"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.full_clean()

    def offer(self, **choices: Iterable[tuple[int, str]]) -> None:
        """Show these fields as lists to choose from. Any number may be asked: the rows are filtered by right."""
        for name, offered in choices.items():
            self.fields[name].widget = forms.Select(choices=[ANY, *offered])

    @property
    def asked(self) -> Asked:
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return Asked(**said)

    def said(self, names: Mapping[str, Mapping[int, str]]) -> list[tuple[str, str, str]]:
        """What is asked beside the folder and the words: parameter, its name for people, its value for people."""
        found = []
        for name, value in self.cleaned_data.items():
            if name in {"folder", "post", "q", "due"} or not value:
                continue
            field = self.fields[name]
            if name in names:
                shown = names[name].get(value, "–")
            elif isinstance(field, forms.BooleanField):
                shown = ""
            elif isinstance(field, forms.ChoiceField):
                shown = str(dict(field.choices)[value])  # type: ignore[arg-type]
            else:
                shown = str(value)
            found.append((name, str(field.label), shown))
        return found


def cleaned(query: str) -> str:
    """An address of the inbox with nothing in it but what the filter knows."""
    return AskedForm(QueryDict(query).dict()).asked.query


# --- acts on several lines -------------------------------------------------------------------------------------------


class Nothing(forms.Form):
    """Nothing more to say."""


class WhyForm(forms.Form):
    reason = forms.CharField(
        label=_("Why? It stays in the history of the letter."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note (if you wish)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class DueForm(WhyForm):
    due_on = forms.DateField(label=_("New due date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    field_order = ("due_on", "reason")


class DossierForm(forms.Form):
    dossier = forms.TypedChoiceField(label=_("File by subject"), coerce=int)

    def __init__(self, *args: object, dossiers: Iterable[tuple[int, str]] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["dossier"].choices = list(dossiers)  # type: ignore[attr-defined]


class ClassForm(forms.Form):
    plan_class = forms.TypedChoiceField(label=_("Class of the plan"), coerce=int)

    def __init__(self, *args: object, classes: Iterable[tuple[int, str]] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["plan_class"].choices = list(classes)  # type: ignore[attr-defined]

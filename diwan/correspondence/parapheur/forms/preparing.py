"""What an author says of a folder; the fields of its type come with the type."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diwan.engines.circuits import api as circuits

from .guests import FIELDS, asked_in
from .guests import fields as guest_fields

if TYPE_CHECKING:
    from ..models import Folder
    from ..queries.outside import Asked

VALUE, CHOSEN, GUEST = "value_", "chosen_", "guest_"


class FolderForm(forms.Form):
    """`choices`: the posts to send from; `steps`: those whose post the author chooses, as (key, label, posts);
    `outside`: those that a person outside signs, as (key, label)."""

    type = forms.IntegerField(widget=forms.HiddenInput)
    post = forms.TypedChoiceField(label=_("From the post"), coerce=int)
    title = forms.CharField(label=_("Title"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
    note = forms.CharField(
        label=_("Note to those who sign"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    urgent = forms.BooleanField(label=_("Urgent"), required=False)

    def __init__(
        self,
        *args: Any,
        kind: circuits.DocumentType,
        posts: list[tuple[int, str]],
        steps: list[tuple[str, str, list[tuple[int, str]]]] = (),  # type: ignore[assignment]
        units: list[tuple[str, str]] = (),  # type: ignore[assignment]
        outside: list[tuple[str, str]] = (),  # type: ignore[assignment]
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = posts  # type: ignore[attr-defined]
        if len(posts) == 1:
            self.fields["post"].widget = forms.HiddenInput()
            self.fields["post"].initial = posts[0][0]
        self.fields["type"].initial = kind.pk
        for code, one in kind.all_fields().items():
            self.fields[f"{VALUE}{code}"] = field_for(one, units)
        for key, label, offered in steps:
            self.fields[f"{CHOSEN}{key}"] = forms.TypedChoiceField(
                label=_("Who does “%(step)s”") % {"step": label}, coerce=int, choices=[("", "—"), *offered]
            )

        self.outside = list(outside)
        for key, label in outside:
            for name, field in guest_fields(required=False).items():
                field.label = f"{label}: {field.label}"
                self.fields[f"{GUEST}{key}_{name}"] = field

    def clean(self) -> dict[str, Any]:
        """Nothing is said of a person outside yet, or their name and address both are."""
        data = super().clean() or {}
        for key, _label in self.outside:
            said = {name: data.get(f"{GUEST}{key}_{name}") for name in ("name", "email", "phone", "capacity")}
            for name in ("name", "email"):
                field = f"{GUEST}{key}_{name}"
                if any(said.values()) and not said[name] and field not in self.errors:
                    self.add_error(field, _("Their name and their e-mail address are both needed."))
        return data

    @property
    def guests(self) -> dict[str, Asked]:
        found = {}
        for key, _label in self.outside:
            said = asked_in({name: self.cleaned_data.get(f"{GUEST}{key}_{name}") for name in FIELDS})
            if said.email:
                found[key] = replace(said, language=said.language or get_language() or "ar")
        return found

    @property
    def values(self) -> dict[str, Any]:
        return {
            name.removeprefix(VALUE): said(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(VALUE) and value not in (None, "")
        }

    @property
    def chosen(self) -> dict[str, int]:
        return {
            name.removeprefix(CHOSEN): value for name, value in self.cleaned_data.items() if name.startswith(CHOSEN)
        }


def said(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def field_for(one: circuits.Field, units: list[tuple[str, str]]) -> forms.Field:
    about: dict[str, Any] = {"label": one.names.here, "required": one.required}
    match one.type:
        case circuits.Type.NUMBER:
            return forms.DecimalField(max_digits=18, decimal_places=3, **about)
        case circuits.Type.DAY:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **about)
        case circuits.Type.TRUTH:
            return forms.BooleanField(label=one.names.here, required=False)
        case circuits.Type.UNIT:
            return forms.ChoiceField(choices=[("", "—"), *units], **about)
        case _:
            choices = [(code, names.here) for code, names in one.choices]
            return forms.ChoiceField(choices=[("", "—"), *choices], **about)


def initial_of(folder: Folder) -> dict[str, Any]:
    return {
        **{f"{VALUE}{code}": value for code, value in folder.values.items()},
        **{f"{CHOSEN}{key}": post for key, post in folder.chosen.items()},
        **{f"{GUEST}{key}_{name}": said for key, one in folder.guests.items() for name, said in one.items()},
    }

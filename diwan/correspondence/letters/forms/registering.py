"""Parsing a letter that is entered in a register. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import DueKind, Kind, Level, LinkKind, Medium, PartyKind, PartyRole, Priority
from ..operations.registering import Correspondent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LANGUAGES = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]
BIG = 2**62  # beyond any number of a row, within what the database takes


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def key(value: str) -> int | None:
    return int(value) if value else None


class RegisterForm(forms.Form):
    """A letter as it lies on the desk: what is asked first is what is written on it."""

    office = forms.TypedChoiceField(label=_("Registry office"), coerce=int)
    received_on = day_field(_("Day it arrived"))
    medium = forms.ChoiceField(label=_("Came or left"), choices=Medium, initial=Medium.PAPER)
    reserved = forms.TypedChoiceField(
        label=_("Number"), coerce=key, empty_value=None, required=False, help_text=_("A reserved one if stamped so.")
    )
    subject = forms.CharField(
        label=_("Subject"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
    dated_on = day_field(_("Date written on it"))
    their_reference = forms.CharField(label=_("Their reference"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="ar")
    level = forms.ChoiceField(label=_("Who may read it"), choices=Level, initial=Level.ORDINARY)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority, initial=Priority.NORMAL)
    plan_class = forms.TypedChoiceField(label=_("Class of the plan"), coerce=key, empty_value=None, required=False)
    dossier = forms.TypedChoiceField(label=_("File"), coerce=key, empty_value=None, required=False)
    due_on = day_field(_("Answer due on"))
    due_kind = forms.ChoiceField(label=_("By what time limit"), choices=DueKind, initial=DueKind.INTERNAL)
    kept_at = forms.CharField(
        label=_("Where the paper is kept"), max_length=120, required=False, help_text=_("Box, shelf, file.")
    )
    sure = forms.BooleanField(label=_("This is another letter: register it all the same"), required=False)

    def __init__(self, *args: Any, kind: str, choices: Mapping[str, Sequence[tuple[int, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = self.fields
        offered["office"].choices = choices["office"]
        offered["reserved"].choices = [("", _("The next one")), *choices["reserved"]]
        offered["plan_class"].choices = [("", "—"), *choices["plan_class"]]
        offered["dossier"].choices = [("", "—"), *choices["dossier"]]
        if kind == Kind.INCOMING:
            self.fields["received_on"].required = True
        else:
            for name in ("received_on", "their_reference"):
                del self.fields[name]


class PartyForm(forms.Form):
    """Who the letter is from or to; a row without a name is no party."""

    role = forms.ChoiceField(label=_("Role"), choices=PartyRole)
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "data-party-name": ""}),
    )
    kind = forms.ChoiceField(label=_("Who it is"), choices=PartyKind, initial=PartyKind.ADMINISTRATION)
    representative = forms.CharField(label=_("Represented by"), max_length=200, required=False)
    title = forms.CharField(label=_("Title or rank"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    address = forms.CharField(label=_("Postal address"), max_length=300, required=False)
    unit = forms.IntegerField(required=False, min_value=1, max_value=BIG, widget=forms.HiddenInput)
    body = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)


class LinkForm(forms.Form):
    """What the letter is to an earlier one, named by its reference."""

    kind = forms.ChoiceField(label=_("This letter"), choices=LinkKind, required=False)
    reference = forms.CharField(
        label=_("Reference of the earlier letter"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


PartyFormSet: Any = forms.formset_factory(PartyForm, extra=0, max_num=120, absolute_max=120)
LinkFormSet: Any = forms.formset_factory(LinkForm, extra=0, max_num=12, absolute_max=12)

# The rows offered at first, by kind: who wrote, to whom, with a copy to whom.
ROLES = {
    Kind.INCOMING: (PartyRole.SENDER, PartyRole.ADDRESSEE),
    Kind.OUTGOING: (PartyRole.SENDER, PartyRole.ADDRESSEE, PartyRole.COPY),
    Kind.INTERNAL: (PartyRole.SENDER, PartyRole.ADDRESSEE, PartyRole.COPY),
}


def correspondents(formset: Any) -> tuple[Correspondent, ...]:
    """The rows that name somebody, senders first, then in the order they were entered."""
    rows = [row.cleaned_data for row in formset if row.cleaned_data.get("name")]
    order = list(PartyRole)
    rows.sort(key=lambda row: order.index(PartyRole(row["role"])))
    return tuple(
        Correspondent(**row | {"role": PartyRole(row["role"]), "kind": PartyKind(row["kind"])}) for row in rows
    )


def links_of(formset: Any) -> list[tuple[LinkKind, str]]:
    rows = [row.cleaned_data for row in formset if row.cleaned_data.get("reference")]
    return [(LinkKind(row["kind"] or LinkKind.ANSWERS), row["reference"]) for row in rows]

"""Parsing help requests and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import Category, Satisfaction, State, Urgency, Way

if TYPE_CHECKING:
    from collections.abc import Sequence


def typed(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def line() -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto"})


class NeedForm(forms.Form):
    category = forms.ChoiceField(label=_("About"), choices=Category)
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), coerce=int, choices=Urgency, initial=Urgency.HINDERED, widget=forms.RadioSelect
    )
    way = forms.ChoiceField(label=_("Help wanted"), choices=Way, initial=Way.REMOTE, widget=forms.RadioSelect)
    subject = forms.CharField(label=_("Subject"), max_length=200, widget=line())
    text = forms.CharField(label=_("What happens"), max_length=10_000, widget=typed(4))


class WordsForm(forms.Form):
    text = forms.CharField(label=_("Your message"), max_length=10_000, widget=typed(3))
    waits = forms.BooleanField(label=_("I cannot go on before an answer"), required=False)

    def __init__(self, *args: Any, desk: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not desk:
            del self.fields["waits"]


class ReopenForm(forms.Form):
    text = forms.CharField(label=_("What still does not work"), max_length=10_000, widget=typed(3))


class RateForm(forms.Form):
    satisfaction = forms.TypedChoiceField(
        label=_("What did you think of the help?"),
        coerce=int,
        choices=list(reversed(Satisfaction.choices)),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("A word"), max_length=2000, required=False, widget=typed(2))


class HandForm(forms.Form):
    person = forms.TypedChoiceField(label=_("In hand of"), coerce=int)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=100, required=False, widget=line())
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("live", _("Not solved")), *State.choices, ("all", _("All"))],
        required=False,
    )
    category = forms.ChoiceField(label=_("About"), choices=[("", _("All")), *Category.choices], required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=[("", _("All")), *Urgency.choices], required=False)
    hand = forms.ChoiceField(label=_("In hand of"), required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["data-find"] = ""
        choices = [("", _("Everybody")), ("none", _("Nobody yet")), *((str(pk), name) for pk, name in people)]
        self.fields["hand"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What can be read of the filter; the rest counts for nothing."""
        self.is_valid()
        return self.cleaned_data

"""Parsing a task and what is done with it. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import Accuracy, Quality, Source

if TYPE_CHECKING:
    from collections.abc import Sequence


def typed(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def line() -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto"})


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TaskForm(forms.Form):
    title = forms.CharField(label=_("Task"), max_length=200, widget=line())
    output = forms.CharField(
        label=_("Output expected"),
        max_length=2000,
        widget=typed(3),
        help_text=_("What must be delivered, so that both sides know when it is done."),
    )
    due_on = forms.DateField(label=_("Due on"), widget=day())
    standard = forms.TypedChoiceField(
        label=_("Standard time"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("From the catalogue: an activity and its output."),
    )
    quantity = forms.IntegerField(label=_("How many outputs"), min_value=1, max_value=10_000, initial=1)
    standard_minutes = forms.IntegerField(
        label=_("Minutes in all, where the catalogue has nothing"), min_value=1, max_value=1_000_000, required=False
    )
    source_kind = forms.ChoiceField(label=_("Comes from"), initial=Source.WORK)
    source = forms.CharField(
        label=_("Reference of the letter or of the meeting"), max_length=200, required=False, widget=line()
    )

    def __init__(
        self, *args: Any, standards: Sequence[tuple[int, str]], proposing: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"].choices = [("", _("Not in the catalogue")), *standards]  # type: ignore[attr-defined]
        kinds = [(one.value, one.label) for one in Source if one != Source.PROPOSAL]
        self.fields["source_kind"].choices = kinds  # type: ignore[attr-defined]
        if proposing:
            del self.fields["source_kind"], self.fields["source"]

    def wanted(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["standard_id"] = said.pop("standard")
        said.setdefault("source_kind", Source.PROPOSAL)
        return said


class ProposalForm(TaskForm):
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, proposing=True, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0][0]

    def wanted(self) -> dict[str, Any]:
        said = super().wanted()
        del said["unit"]
        return said


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search a person"), max_length=100, required=False, widget=line())


class DeliverForm(forms.Form):
    """The files are stored by the view before the form is read."""

    text = forms.CharField(label=_("What you deliver"), max_length=20_000, required=False, widget=typed(5))


class AcceptForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    quality = forms.TypedChoiceField(
        label=_("Quality"), coerce=int, choices=list(reversed(Quality.choices)), widget=forms.RadioSelect
    )
    accuracy = forms.TypedChoiceField(
        label=_("Accuracy"), coerce=int, choices=list(reversed(Accuracy.choices)), widget=forms.RadioSelect
    )
    remarks = forms.CharField(label=_("Remarks"), max_length=5000, required=False, widget=typed(3))


class ReturnForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    remarks = forms.CharField(label=_("What is missing or to be corrected"), max_length=5000, widget=typed(4))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=typed(3))


class TimeForm(forms.Form):
    due_on = forms.DateField(label=_("New date"), widget=day())
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=typed(3))


class AnswerTimeForm(forms.Form):
    granted = forms.TypedChoiceField(
        label=_("Your answer"),
        coerce=lambda text: text == "yes",
        choices=[("yes", _("Grant the new date")), ("no", _("Keep the present date"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("A word to the employee; needed where you keep the present date"),
        max_length=2000,
        required=False,
        widget=typed(3),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("granted") is False and not said.get("words", "").strip():
            self.add_error("words", _("Say why: whoever does the task reads it."))
        return said


class MoveForm(forms.Form):
    person = forms.TypedChoiceField(label=_("To whom"), coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=typed(2))

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class ProblemForm(forms.Form):
    text = forms.CharField(label=_("What stands in the way"), max_length=5000, widget=typed(4))

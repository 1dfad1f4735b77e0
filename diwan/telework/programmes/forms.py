"""What those who run a programme type, parsed. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .capacity import FIGURES
from .enums import MOST_SCORE, Role


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


def text_area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def typed() -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto"})


class Chooser(forms.Form):
    """A form some of whose fields choose among people, units or criteria given to it."""

    def __init__(self, *args: Any, people: Any = (), units: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices, empty in (
            ("person_id", people, None),
            ("owner_id", people, _("nobody yet")),
            ("unit_id", units, None),
        ):
            if name in self.fields:
                field: Any = self.fields[name]
                blank = [("", empty or _("choose"))] if not field.required or empty is None else []
                field.choices = [*blank, *choices]


def choice(label: Any, *, required: bool = True) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=required)


class BeginForm(forms.Form):
    title = forms.CharField(label=_("Title of the programme"), max_length=200, widget=typed())
    administration = forms.IntegerField(widget=forms.HiddenInput)


class PlanForm(Chooser):
    owner_id = choice(_("Owner of the step"), required=False)
    due_on = DayField(label=_("Due on"), required=False)


class FinishForm(forms.Form):
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=text_area(2))
    document = forms.FileField(label=_("Document"), required=False)


class ReopenForm(forms.Form):
    note = forms.CharField(label=_("Why it is taken up again"), max_length=500, widget=text_area(2))


class ObjectivesForm(forms.Form):
    objectives = forms.CharField(label=_("Objectives"), max_length=5000, widget=text_area(6))


class PopulationsForm(forms.Form):
    populations = forms.CharField(label=_("Populations covered"), max_length=5000, widget=text_area(4))


class MemberForm(Chooser):
    person_id = choice(_("Person"))
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    letter = forms.CharField(
        label=_("Letter of appointment"),
        max_length=200,
        required=False,
        widget=typed(),
        help_text=_("Its reference; needed for a liaison officer."),
    )


class ExcludeForm(Chooser):
    unit_id = choice(_("Service"))
    reason = forms.CharField(label=_("Why its nature excludes it"), max_length=300, widget=typed())


class WeighForm(forms.Form):
    """A weight for each criterion, the threshold, and room for one more."""

    threshold = forms.IntegerField(label=_("Score from which a task can be done remotely"), min_value=0, max_value=100)

    def __init__(self, *args: Any, criteria: list[dict[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"weight_{one['code']}"] = forms.IntegerField(
                label=_("Weight: %(what)s") % {"what": one["label"]},
                min_value=0,
                max_value=100,
                initial=one["weight"],
            )
        self.fields["new_code"] = forms.SlugField(label=_("New criterion: code"), max_length=30, required=False)
        self.fields["new_label"] = forms.CharField(
            label=_("New criterion: name"), max_length=120, required=False, widget=typed()
        )

    def weights(self) -> tuple[dict[str, int], dict[str, str]]:
        data = self.cleaned_data
        weights = {one["code"]: data[f"weight_{one['code']}"] for one in self.criteria}
        labels = {one["code"]: one["row"].label for one in self.criteria}
        if data["new_code"]:
            weights[data["new_code"]] = 1
            labels[data["new_code"]] = data["new_label"] or data["new_code"]
        return weights, labels


class TaskForm(Chooser):
    title = forms.CharField(label=_("Task"), max_length=300, widget=typed())
    unit_id = choice(_("Service"), required=False)

    def __init__(self, *args: Any, criteria: list[dict[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.codes = [one["code"] for one in criteria]
        for one in criteria:
            self.fields[f"mark_{one['code']}"] = forms.IntegerField(
                label=one["label"], min_value=0, max_value=MOST_SCORE, initial=0
            )

    def marks(self) -> dict[str, int]:
        return {code: self.cleaned_data[f"mark_{code}"] for code in self.codes}


class ImportForm(forms.Form):
    sheet = forms.FileField(
        label=_("Sheet of tasks"), help_text=_("XLSX, ODS or CSV, with the columns of the exported sheet.")
    )


class ProposeForm(Chooser):
    person_id = choice(_("Person"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False, widget=typed())


class CapacityForm(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, (label, most) in FIGURES.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=most)

"""Parsing guides, campaigns and courses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import content
from ..enums import Audience, GuideKind
from .helping import line, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

HOW = _("An empty line ends a paragraph, “- ” begins a line of a list, “## ” a heading.")


class TextForm(forms.Form):
    title_ar = forms.CharField(label=_("Title in Arabic"), max_length=200, widget=line())
    text_ar = forms.CharField(label=_("Text in Arabic"), max_length=50_000, widget=typed(8), help_text=HOW)
    title_fr = forms.CharField(label=_("Title in French"), max_length=200, required=False, widget=line())
    text_fr = forms.CharField(label=_("Text in French"), max_length=50_000, required=False, widget=typed(8))

    def words(self) -> dict[str, str]:
        names = ("title_ar", "text_ar", "title_fr", "text_fr", "source")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


def code_field() -> forms.SlugField:
    return forms.SlugField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Small Latin letters and dashes; a new version keeps it."),
    )


class GuideForm(TextForm):
    code = code_field()
    kind = forms.ChoiceField(label=_("Kind"), choices=GuideKind, initial=GuideKind.GUIDE)
    source = forms.CharField(label=_("Source"), max_length=300, required=False, widget=line())
    field_order = ("code", "kind")


class CourseForm(TextForm):
    code = code_field()
    questions = forms.CharField(
        label=_("Questions"),
        max_length=50_000,
        widget=typed(12),
        help_text=_("“? question”, then “+ right answer” and “- wrong answer”, each on its line: Arabic | French."),
    )
    pass_percent = forms.IntegerField(label=_("Pass mark, per hundred"), min_value=1, max_value=100, initial=80)
    attempts = forms.IntegerField(label=_("Attempts in one day"), min_value=1, max_value=20, initial=3)
    is_security = forms.BooleanField(label=_("It must be passed before telework starts"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False, widget=line())
    field_order = ("code",)

    def clean_questions(self) -> list[dict[str, Any]]:
        found = content.questions_in(self.cleaned_data["questions"])
        bad = next((number for number, one in enumerate(found, 1) if not content.is_sound(one)), None)
        if bad is not None:
            message = _("Question %(number)s needs one right answer and one wrong answer at least.")
            raise forms.ValidationError(message, params={"number": bad})
        if not found:
            raise forms.ValidationError(_("Write one question at least."))
        return found


class CampaignForm(TextForm):
    audience = forms.ChoiceField(label=_("Audience"), choices=Audience, widget=forms.RadioSelect)
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int, empty_value=None, required=False)
    ends_on = forms.DateField(
        label=_("Acknowledged by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    remind_days = forms.IntegerField(label=_("Days between reminders"), min_value=1, max_value=60, initial=3)

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("No unit")), *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("audience") == Audience.UNIT and not said.get("unit"):
            self.add_error("unit", _("Name the unit, where the audience is a unit."))
        return said

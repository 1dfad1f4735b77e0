"""What the pages of incidents take in; operations decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import Gravity

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

LOCAL = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and an hour, read and shown in the legal zone of an administration (set by the form)."""

    zone: ZoneInfo | None = None

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local"})
        super().__init__(input_formats=[LOCAL, "%Y-%m-%d %H:%M"], widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        with timezone.override(self.zone):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(self.zone):
            return super().prepare_value(value)


class ZonedForm(forms.Form):
    """A form whose moments are those of a zone."""

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = zone


class DeclareForm(ZonedForm):
    title = forms.CharField(label=_("In a few words"), max_length=200)
    discovered_at = MomentField(
        label=_("When it was discovered"), help_text=_("The legal time to report it is counted from this moment.")
    )
    what = forms.CharField(
        label=_("What happened"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What you saw, which system or device, what you have done since. No password."),
    )
    about_me = forms.BooleanField(
        label=_("It concerns me: my account, my device or my data"), required=False, initial=True
    )
    personal_data = forms.BooleanField(label=_("Data of citizens or of colleagues may be concerned"), required=False)


class MeasureForm(ZonedForm):
    at = MomentField(label=_("Done at"))
    text = forms.CharField(label=_("What was done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class SendingForm(ZonedForm):
    sent_at = MomentField(label=_("Sent at"))
    means = forms.CharField(
        label=_("By what means"), max_length=200, help_text=_("The authority's secure form, a letter and its number…")
    )


class WeighForm(forms.Form):
    gravity = forms.ChoiceField(label=_("Gravity"), choices=Gravity.choices)
    personal_data = forms.BooleanField(label=_("Data of citizens or of colleagues may be concerned"), required=False)


class CloseForm(forms.Form):
    lessons = forms.CharField(
        label=_("Lessons"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The cause, and what is done so that it does not happen again."),
    )

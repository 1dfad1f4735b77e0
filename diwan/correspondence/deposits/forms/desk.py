"""Parsing what a clerk asks for. Nothing is saved here."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..enums import State


class QueueForm(forms.Form):
    """Filters of the clerk's queue; anything that cannot be read counts as not asked."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *State.choices], required=False, initial=State.REGISTERED
    )
    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    page = forms.IntegerField(min_value=1, required=False)


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it returned? The depositor reads this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError(_("Say why the letter is returned: the depositor reads it."))
        return reason

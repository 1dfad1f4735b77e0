"""A mandate: from which post, to whom, for what, until when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..enums import MANDATED, Kind
from ..operations.mandates import Terms
from .rules import indented

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from ..models import DocumentType


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class MandateForm(forms.Form):
    """What the holder of a post lends; everything left empty means all that the post may."""

    post = forms.TypedChoiceField(label=gettext_lazy("in the name of the post"), coerce=int)
    person = forms.EmailField(label=gettext_lazy("to whom: their e-mail address"))
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("for these steps"),
        choices=[(kind.value, kind.label) for kind in Kind if kind in MANDATED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: all of them."),
    )
    types = forms.TypedMultipleChoiceField(
        label=gettext_lazy("for these types of documents"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: all of them."),
    )
    up_to = forms.DecimalField(
        label=gettext_lazy("up to the amount"), min_value=0, max_digits=18, decimal_places=3, required=False
    )
    unit = forms.ChoiceField(label=gettext_lazy("only in this unit and below"), required=False)
    first_day = DayField(label=gettext_lazy("first day"))
    last_day = DayField(label=gettext_lazy("last day (included)"))
    onward = forms.BooleanField(label=gettext_lazy("may be handed on"), required=False)

    def __init__(
        self,
        *args: Any,
        posts: Iterable[tuple[int, str]],
        types: Iterable[DocumentType],
        units: Mapping[str, str],
        zone: ZoneInfo,
        now: datetime,
        administration_id: int,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.zone, self.now, self.administration_id = zone, now, administration_id
        self.fields["post"].choices = list(posts)  # type: ignore[attr-defined]
        self.fields["types"].choices = [(one.pk, str(one)) for one in types]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "—"), *indented(units)]  # type: ignore[attr-defined]
        self.fields["person"].widget.attrs |= {"list": "person-options", "autocomplete": "off"}
        if not self.is_bound:
            self.initial.setdefault("first_day", now.astimezone(zone).date())

    def clean_person(self) -> Any:
        found = get_user_model()._default_manager.filter(email=self.cleaned_data["person"].lower(), is_active=True)
        if (person := found.filter(administration=self.administration_id).first()) is None:
            raise ValidationError(_("No active account has this address."))
        return person

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The end comes after the start."))
        return data

    @property
    def terms(self) -> Terms:
        """From the first day (from now, if it is today) to the end of the last."""
        data = self.cleaned_data
        first, last = data["first_day"], data["last_day"]
        today = self.now.astimezone(self.zone).date()
        starts = self.now if first <= today else datetime.combine(first, time.min, tzinfo=self.zone)
        return Terms(
            starts_at=starts,
            ends_at=datetime.combine(last + timedelta(days=1), time.min, tzinfo=self.zone),
            types=frozenset(data["types"]),
            kinds=frozenset(Kind(kind) for kind in data["kinds"]),
            up_to=data["up_to"],
            unit_id=int(data["unit"].strip("/").rsplit("/", 1)[-1]) if data["unit"] else None,
            onward=data["onward"],
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

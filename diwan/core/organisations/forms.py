"""What administrators of the directory type, parsed: dates become moments, words become units and people."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from diwan.kit.zones import of_country as zone

from .actors import Names, rights
from .enums import ReachLevel, UnitKind
from .models import Post, Unit
from .queries import directory

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class ActForm(forms.Form):
    """A form about a unit at a moment; `now` and the place come from the view."""

    def __init__(self, *args: Any, place: Unit, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.place, self.now = place, now
        self.zone: ZoneInfo = zone(place.administration.country)
        self.today: date = now.astimezone(self.zone).date()
        for name in ("on", "first_day"):
            if name in self.fields:
                self.fields[name].initial = self.today

    def suggest(self, field: str, view: str, options: str) -> None:
        """Offer what one may mean, as one types."""
        self.fields[field].widget.attrs |= {
            "list": options,
            "autocomplete": "off",
            "hx-get": reverse(f"organisations:{view}", args=[self.place.pk]),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{options}",
        }

    def moment(self, day: date | None) -> datetime | None:
        """The start of a day where the unit is; today starts now."""
        if day is None:
            return None
        return self.now if day == self.today else datetime.combine(day, time.min, tzinfo=self.zone)

    def span(self) -> dict[str, Any]:
        """From the first day to the end of the last one."""
        last = self.cleaned_data["last_day"]
        ends = datetime.combine(last + timedelta(days=1), time.min, tzinfo=self.zone) if last else None
        return {"starts_at": self.moment(self.cleaned_data["first_day"]), "ends_at": ends}

    def found_unit(self, text: str) -> Unit:
        """The unit of this administration that a code, or words of its name, mean."""
        within = directory(self.today).filter(unit__administration=self.place.administration)
        versions = list(within.filter(unit__code=text.strip())[:1]) or list(within.matching(text)[:2])
        if len(versions) != 1:
            raise ValidationError(_("Choose a unit from the list, or give its code."))
        return versions[0].unit


class NamesMixin(forms.Form):
    name_ar = forms.CharField(label=_("name in Arabic"), max_length=200)
    name_fr = forms.CharField(label=_("name in French"), max_length=200, required=False)
    name_en = forms.CharField(label=_("name in English"), max_length=200, required=False)
    name_zgh = forms.CharField(label=_("name in Amazigh"), max_length=200, required=False)

    @property
    def names(self) -> Names:
        data = self.cleaned_data
        return Names(data["name_ar"], data["name_fr"], data["name_en"], data["name_zgh"])


class AddUnitForm(NamesMixin, ActForm):
    kind = forms.ChoiceField(label=_("kind"), choices=UnitKind)
    code = forms.CharField(label=_("code"), max_length=32, required=False)
    on = DayField(label=_("created on"))


class RenameForm(NamesMixin, ActForm):
    on = DayField(label=_("from"))


class UnitChoiceForm(ActForm):
    """Names another unit, with suggestions as one types."""

    unit = forms.CharField(label=_("unit (name or code)"), max_length=200)
    on = DayField(label=_("from"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.suggest("unit", "suggestions", "unit-options")

    def clean_unit(self) -> Unit:
        return self.found_unit(self.cleaned_data["unit"])


class MoveForm(UnitChoiceForm):
    pass


class AbolishForm(UnitChoiceForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].required = False
        self.fields["unit"].label = _("successor (name or code)")

    def clean_unit(self) -> Unit | None:  # type: ignore[override]
        return self.found_unit(self.cleaned_data["unit"]) if self.cleaned_data["unit"] else None


class AddPostForm(NamesMixin, ActForm):
    is_head = forms.BooleanField(label=_("heads the unit"), required=False)
    shared = forms.BooleanField(label=_("held by several people at once"), required=False)


class PersonForm(ActForm):
    """Names a person by the address they sign in with."""

    person = forms.EmailField(label=_("e-mail address of the person"))
    first_day = DayField(label=_("first day"))
    last_day = DayField(label=_("last day (included)"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.suggest("person", "people", "person-options")

    def clean_person(self) -> Any:
        found = get_user_model()._default_manager.filter(email=self.cleaned_data["person"].lower(), is_active=True)
        if (person := found.first()) is None:
            raise ValidationError(_("No active account has this address."))
        return person

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("last_day") and data.get("first_day") and data["last_day"] < data["first_day"]:
            self.add_error("last_day", _("The end comes after the start."))
        return data


class HolderForm(PersonForm):
    pass


class InterimForm(PersonForm):
    reason = forms.CharField(label=_("reason"), max_length=300)


class DelegateForm(PersonForm):
    rights = forms.MultipleChoiceField(label=_("rights"), widget=forms.CheckboxSelectMultiple)
    limit = forms.CharField(label=_("only in this unit and below (name or code)"), max_length=200, required=False)

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["last_day"].required = True
        self.suggest("limit", "suggestions", "unit-options")
        known = rights()
        self.fields["rights"].choices = [  # type: ignore[attr-defined]
            (grant.right, known[grant.right].label if grant.right in known else grant.right)
            for grant in post.grant_set.order_by("right")
        ]

    def clean_limit(self) -> Unit | None:
        return self.found_unit(self.cleaned_data["limit"]) if self.cleaned_data["limit"] else None


class GrantForm(ActForm):
    right = forms.ChoiceField(label=_("right"))
    reach = forms.ChoiceField(label=_("reach"), choices=ReachLevel)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["right"].choices = [(code, right.label) for code, right in sorted(rights().items())]  # type: ignore[attr-defined]

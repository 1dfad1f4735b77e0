"""What the pages of safe access take in; operations decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .enums import DeviceKind, Sensitivity, Severity, SystemKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .checklist import Checklist
    from .queries.people import Question


class DayField(forms.DateField):
    """A day, chosen by the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


def long_text(label: Any, most: int = 300, rows: int = 2, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class PersonForm(forms.Form):
    """Names a person of some administrations by the address they sign in with; of others it says nothing."""

    person = forms.EmailField(label=_("E-mail address of the person"))

    def __init__(self, *args: Any, administrations: Collection[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.administrations = administrations

    def clean_person(self) -> int:
        address = self.cleaned_data["person"].lower()
        found = get_user_model().objects.filter(email=address, administration__in=self.administrations)
        if (person := found.first()) is None:
            raise ValidationError(_("No account of your administration has this address."))
        return person.pk


class DeviceForm(forms.Form):
    name = forms.CharField(label=_("What you call it"), max_length=80, help_text=_("My laptop, my telephone…"))
    kind = forms.ChoiceField(label=_("Kind"), choices=DeviceKind.choices)
    system = forms.CharField(label=_("Operating system and its version"), max_length=80)
    browser = forms.CharField(label=_("Browser and its version"), max_length=80)
    antivirus = forms.CharField(label=_("Antivirus"), max_length=80, required=False)
    owner = forms.CharField(
        label=_("Whose it is, if not yours"), max_length=80, required=False, help_text=_("No serial number is asked.")
    )


class CheckForm(forms.Form):
    """A box for each condition of the list; `decision` says allowed or not."""

    note = long_text(_("Note for the person"), required=False)

    def __init__(self, *args: Any, listed: Checklist, **options: Any) -> None:
        super().__init__(*args, **options)
        boxes = {
            f"item_{item.code}": forms.BooleanField(label=item.names.here, required=False, help_text=item.source)
            for item in listed.items
        }
        self.codes = [item.code for item in listed.items]
        self.fields = {**boxes, **self.fields}

    @property
    def answers(self) -> dict[str, bool]:
        return {code: self.cleaned_data[f"item_{code}"] for code in self.codes}


class NoteForm(forms.Form):
    note = long_text(_("Why"))


class ForbidForm(forms.Form):
    name = forms.CharField(label=_("Application"), max_length=120)
    reason = long_text(_("Why it is forbidden"))


class ExceptionForm(forms.Form):
    purpose = long_text(_("What you need it for"), 500, 3)


class DecideForm(forms.Form):
    until = DayField(label=_("Until"), required=False)
    reason = long_text(_("Reason"), required=False)


class SystemForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Latin letters and digits, without spaces."))
    kind = forms.ChoiceField(label=_("Kind"), choices=SystemKind.choices)
    sensitivity = forms.ChoiceField(label=_("Sensitivity"), choices=Sensitivity.choices)
    owner = forms.EmailField(label=_("E-mail address of its owner"))
    directory_filter = forms.CharField(
        label=_("Who has it, in the directory (LDAP filter)"), max_length=300, required=False
    )

    def __init__(self, *args: Any, administration_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.administration_id = administration_id

    def clean_owner(self) -> int:
        address = self.cleaned_data["owner"].lower()
        found = get_user_model().objects.filter(email=address, administration=self.administration_id, is_active=True)
        if (person := found.first()) is None:
            raise ValidationError(_("No account of your administration has this address."))
        return person.pk


class AskRightForm(PersonForm):
    purpose = long_text(_("What for"))
    until = DayField(label=_("Until"), required=False, help_text=_("At most the end of the authorisation to telework."))


class GrantForm(forms.Form):
    until = DayField(label=_("Until"), required=False)


class ReviewForm(forms.Form):
    due_on = DayField(label=_("To be answered before"))


class ListForm(forms.Form):
    accounts = forms.FileField(
        label=_("Export of the VPN, the system or the directory (CSV, XLSX)"),
        help_text=_("One column with e-mail addresses or account names; the first line may name the columns."),
    )


class AuditForm(forms.Form):
    provider = forms.CharField(label=_("Provider"), max_length=160)
    done_on = DayField(label=_("Done on"))
    report = forms.FileField(label=_("Report"), required=False)


class FindingForm(forms.Form):
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices)
    text = long_text(_("Finding"), 500)
    due_on = DayField(label=_("To be mended before"))


class LostForm(forms.Form):
    """`device` empty: everything the person declared is taken for lost."""

    device = forms.ChoiceField(label=_("Which device"), required=False)
    what = long_text(_("What happened, in a few words"), 200, required=False)

    def __init__(self, *args: Any, devices: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("I do not know, or another one")), *((str(pk), name) for pk, name in devices)]
        self.fields["device"].choices = choices  # type: ignore[attr-defined]

    @property
    def device_id(self) -> int | None:
        return int(self.cleaned_data["device"]) if self.cleaned_data["device"] else None


class DeskForm(LostForm):
    """The control questions answered right."""

    right = forms.MultipleChoiceField(label=_("Answered right"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, asked: Sequence[Question], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["right"].choices = [(one.code, f"{one.text} — {one.answer}") for one in asked]  # type: ignore[attr-defined]
        self.fields = {name: self.fields[name] for name in ("right", "device", "what")}


class RestoreForm(forms.Form):
    identity = long_text(_("How the identity was checked"))


class LookForm(PersonForm):
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    purpose = long_text(_("What for"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The end comes after the start."))
        return data

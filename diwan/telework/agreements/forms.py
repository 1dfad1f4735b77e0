"""What the pages of agreements take in; operations decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.telework.rules import api as rules

from .enums import Situation, State, Wish
from .operations.asking import Asked
from .operations.private import Declared
from .wording import months, weekdays, weeks

WAYS = (
    ("days", _("Some days of the week")),
    ("floating", _("Some days a week, chosen week by week")),
    ("hours", _("Some hours of the day")),
    ("weeks", _("Some weeks of the month")),
    ("months", _("Some months of the year")),
    ("full", _("Full: every working day")),
)


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


def words(
    label: Any, *, required: bool = True, rows: int = 3, most: int = 2000, help_text: Any = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, required=required, max_length=most, widget=widget, help_text=help_text)


def several(label: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(label=label, coerce=int, required=False, widget=forms.CheckboxSelectMultiple)


class PatternForm(forms.Form):
    """Which days are worked away; what the chosen way does not need is left out."""

    way = forms.ChoiceField(label=_("how the time is shared"), choices=WAYS, widget=forms.RadioSelect, initial="days")
    weekdays = several(_("days of the week"))
    floating = forms.IntegerField(label=_("days a week"), min_value=1, max_value=5, required=False, initial=2)
    from_time = forms.TimeField(
        label=_("from (hour)"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    to_time = forms.TimeField(
        label=_("to (hour)"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    weeks = several(_("weeks of the month"))
    months = several(_("months of the year"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named = {"weekdays": (weekdays, range(1, 8)), "weeks": (weeks, range(1, 6)), "months": (months, range(1, 13))}
        for name, (say, numbers) in named.items():
            self.fields[name].choices = [(number, say(number)) for number in numbers]  # type: ignore[attr-defined]

    def pattern_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Which fields each way needs, for the page."""
        return [
            ("days hours weeks", [self["weekdays"]]),
            ("floating", [self["floating"]]),
            ("hours", [self["from_time"], self["to_time"]]),
            ("weeks", [self["weeks"]]),
            ("months", [self["months"]]),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "way" in data and not self.errors:
            try:
                data["pattern"] = pattern_of(data)
            except rules.PatternError as error:
                self.add_error("way", str(error))
        return data


def pattern_of(data: dict[str, Any]) -> rules.Pattern:
    """What was chosen, as a value. Raises PatternError."""
    way = data["way"]
    if way == "full":
        return rules.Pattern(kind="full")
    if way == "floating":
        return rules.Pattern(floating=data["floating"] or 0)
    said: dict[str, Any] = {"share": way}
    if way in {"days", "hours", "weeks"}:
        said["weekdays"] = tuple(data["weekdays"])
    if way == "hours":
        said |= {name: f"{data[name]:%H:%M}" if data[name] else None for name in ("from_time", "to_time")}
    if way in {"weeks", "months"}:
        said[way] = tuple(data[way])
    return rules.Pattern(**said)


def pattern_initial(pattern: rules.Pattern) -> dict[str, Any]:
    """A pattern as the form takes it."""
    if pattern.kind == "full":
        return {"way": "full"}
    way = "floating" if pattern.is_floating else pattern.share
    return {
        "way": way,
        "weekdays": list(pattern.weekdays),
        "weeks": list(pattern.weeks),
        "months": list(pattern.months),
        "floating": pattern.floating or 2,
        "from_time": pattern.from_time,
        "to_time": pattern.to_time,
    }


class AskForm(PatternForm):
    """A request; `posts` are the posts one holds."""

    post_id = forms.TypedChoiceField(label=_("post"), coerce=int)
    starts_on = DayField(label=_("first day"))
    ends_on = DayField(label=_("last day"))
    reasons = words(
        _("reasons"), required=False, help_text=_("Nothing of your health or family here: see “In confidence”.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, posts: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["post_id"].choices = posts  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(
            pattern=data["pattern"], starts_on=data["starts_on"], ends_on=data["ends_on"], reasons=data["reasons"]
        )


class ImposeForm(PatternForm):
    """Telework imposed on one of the people of the units one manages."""

    person_id = forms.TypedChoiceField(label=_("person"), coerce=int)
    starts_on = DayField(label=_("first day"))
    ends_on = DayField(label=_("last day"))
    ground = words(_("legal ground"), help_text=_("The text and the article; the person reads it and may appeal."))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person_id"].choices = people  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(pattern=data["pattern"], starts_on=data["starts_on"], ends_on=data["ends_on"])


class WorkplaceForm(forms.Form):
    place = forms.CharField(
        label=_("where, in words"),
        max_length=300,
        help_text=_("A sentence is enough, as “at home, in Rabat”. No position is ever recorded."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    room = forms.BooleanField(label=_("a quiet place to work"), required=False)
    electricity = forms.BooleanField(label=_("sound electricity"), required=False)
    connection = forms.BooleanField(label=_("a connection that suffices"), required=False)
    confidentiality = forms.BooleanField(label=_("papers and screen out of others’ sight"), required=False)
    safety = forms.BooleanField(label=_("a safe seat, light and way out"), required=False)
    note = words(_("remarks"), required=False, rows=2)

    def declared(self) -> Declared:
        return Declared(**self.cleaned_data)


class ReasonForm(forms.Form):
    reason = words(_("reasons"))


class OptionalReasonForm(forms.Form):
    reason = words(_("remarks"), required=False, rows=2)


# Reasons that managers give most; they fill the field, and stay theirs to change.
PROPOSED = (
    _("The minimum presence of the service would not be kept on these days."),
    _("The tasks of the post cannot be done remotely at present."),
    _("The service of the public at the counter asks for presence on these days."),
    _("The person was seated in the post too recently."),
)


class RefuseForm(forms.Form):
    proposed = forms.ChoiceField(label=_("usual reasons"), required=False, widget=forms.RadioSelect)
    reason = words(_("reasons in your words"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["proposed"].choices = [(str(text), text) for text in PROPOSED]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        parts = [data.get("proposed") or "", data.get("reason") or ""]
        data["reason"] = " ".join(filter(None, parts))
        if not data["reason"]:
            self.add_error("reason", _("Say why. Nothing was done."))
        return data


class EndForm(ReasonForm):
    at_once = forms.BooleanField(label=_("at once, for cause"), required=False)
    ends_on = DayField(label=_("last day"), required=False)


class SuspendForm(ReasonForm):
    first = DayField(label=_("from"))
    last = DayField(label=_("until"), required=False, help_text=_("Empty: until it is resumed."))


class RenewForm(OptionalReasonForm):
    until = DayField(label=_("until"))


class ChangeForm(PatternForm):
    first = DayField(label=_("from"))
    reason = words(_("reasons"), required=False, rows=2)


class WishForm(PatternForm):
    """What a teleworker asks for; the days are read only where other days are asked for."""

    what = forms.ChoiceField(label=_("what you ask for"), choices=Wish.choices, widget=forms.RadioSelect)
    first = DayField(
        label=_("from"), help_text=_("The first day; for an end the last one; for a renewal the day it should reach.")
    )
    last = DayField(label=_("until"), required=False, help_text=_("Only for a suspension that ends."))
    words = words(_("reasons"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("what") != Wish.CHANGE:
            data["pattern"] = None
            self.errors.pop("way", None)
        return data


class AppealForm(forms.Form):
    words = words(_("grounds of your appeal"), rows=6)


class AnswerForm(forms.Form):
    """Grant or refuse; the button says which."""

    reason = words(_("reasons"), required=False)


class ConfideForm(forms.Form):
    post_id = forms.TypedChoiceField(label=_("post"), coerce=int)
    kind = forms.ChoiceField(label=_("about"), choices=Situation.choices, widget=forms.RadioSelect)
    words = words(
        _("what is to be taken into account"),
        most=1000,
        help_text=_("A few words; no document is asked for here. They are closed at once and erased after a year."),
    )
    for_manager = forms.BooleanField(label=_("I agree that the manager who decides reads it"), required=False)

    def __init__(self, *args: Any, posts: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["post_id"].choices = posts  # type: ignore[attr-defined]


class CharterForm(forms.Form):
    body_ar = words(_("text in Arabic"), rows=14, most=20000, help_text=_("A line that begins with “# ” is a title."))
    body_fr = words(_("text in French"), required=False, rows=14, most=20000)
    annexes_ar = words(_("annexes in Arabic"), required=False, rows=8, most=20000)
    annexes_fr = words(_("annexes in French"), required=False, rows=8, most=20000)
    why = forms.CharField(label=_("what changes"), max_length=300, required=False)


class PracticeForm(forms.Form):
    sign_decisions = forms.BooleanField(label=_("decisions are signed as numbered acts"), required=False)
    sign_charters = forms.BooleanField(label=_("charters are signed as numbered acts"), required=False)
    check_workplaces = forms.BooleanField(label=_("the desk checks declared workplaces"), required=False)


class FilterForm(forms.Form):
    q = forms.CharField(label=_("name"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("state"), required=False)
    unit = forms.IntegerField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        states = [(code, label) for code, label in State.choices if code != State.DRAFT]
        self.fields["state"].choices = [("", _("All")), *states]  # type: ignore[attr-defined]

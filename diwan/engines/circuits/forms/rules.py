"""A rule as rows of a form: a field, an operator of its type, a value of its type. Works row by row without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..conditions import OPS, BadValue, Condition, Op, Type, typed
from ..wording import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..conditions import Field, Rule

BLANK = 1  # empty rows offered below those that are filled
MOST = 60


class ConditionForm(forms.Form):
    """One condition. The first of a line says "or" to the line before; an empty field is no condition."""

    join = forms.ChoiceField(
        label=gettext_lazy("joined by"),
        choices=[("and", gettext_lazy("and")), ("or", gettext_lazy("or else"))],
        required=False,
    )
    field = forms.ChoiceField(label=gettext_lazy("field"), required=False)
    op = forms.ChoiceField(label=gettext_lazy("comparison"), required=False)
    value = forms.CharField(label=gettext_lazy("value"), required=False, max_length=200)

    def __init__(
        self, *args: Any, known: Mapping[str, Field], units: Mapping[str, str], number: int = 0, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.known, self.units, self.number = known, units, number
        self.fields["field"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((code, one.names.here) for code, one in known.items()),
        ]
        self.chosen = known.get(str(self["field"].value() or ""))
        ops = OPS[self.chosen.type] if self.chosen else tuple(Op)
        self.fields["op"].choices = [(op.value, OPERATORS[op]) for op in ops]  # type: ignore[attr-defined]
        self.fields["value"].widget = self._widget()
        for name in self.fields:  # a row has no room for labels above its boxes
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def _widget(self) -> forms.Widget:
        match self.chosen.type if self.chosen else None:
            case Type.NUMBER:
                return forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"})
            case Type.DAY:
                return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            case Type.TRUTH:
                return forms.Select(choices=[("true", _("yes")), ("false", _("no"))])
            case Type.CHOICE:
                return forms.Select(choices=[(code, names.here) for code, names in self.chosen.choices])  # type: ignore[union-attr]
            case Type.UNIT:
                return forms.Select(choices=list(indented(self.units)))
        return forms.TextInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.chosen is None:
            return data
        text = str(data.get("value") or "").strip()
        try:
            data["value"] = read(self.chosen, text, self.units)
        except BadValue:
            said = _("“%(value)s” is no value of the field “%(field)s”.")
            self.add_error("value", ValidationError(said % {"value": text, "field": self.chosen.names.here}))
        return data

    @property
    def condition(self) -> Condition | None:
        if self.chosen is None:
            return None
        data = self.cleaned_data
        return Condition(self.chosen.code, Op(data["op"]), data["value"])


def read(field: Field, text: str, units: Mapping[str, str]) -> Any:
    """What was typed as JSON keeps it: a choice, a yes or a unit may be said by its name.

    Raises:
        BadValue
    """
    match field.type:
        case Type.TRUTH:
            answers = {"true": True, _("yes"): True, "false": False, _("no"): False}
            if text not in answers:
                raise BadValue(text)
            return answers[text]
        case Type.CHOICE:
            named = {names.here: code for code, names in field.choices} | {code: code for code, _n in field.choices}
            if text not in named:
                raise BadValue(text)
            return named[text]
        case Type.UNIT:
            paths = {name: path for path, name in units.items()} | {path: path for path in units}
            if text not in paths:
                raise BadValue(text)
            return paths[text]
        case Type.NUMBER:
            plain = "".join(text.split()).replace("٫", ".").replace(",", ".")
            return str(typed(field.type, plain))
    return str(typed(field.type, text))


def indented(units: Mapping[str, str]) -> list[tuple[str, str]]:
    """Units as a list that shows the tree."""
    least = min((path.count("/") for path in units), default=0)
    return [(path, "\N{NO-BREAK SPACE}" * 3 * (path.count("/") - least) + name) for path, name in units.items()]


class RuleRows:
    """The rows of one rule. `prefix` tells them from another rule of the same page."""

    def __init__(
        self, data: Any, rule: Rule, known: Mapping[str, Field], units: Mapping[str, str], prefix: str = "when"
    ) -> None:
        self.prefix, self.known, self.units = prefix, known, units
        if data is not None and f"{prefix}-rows" in data:
            text = str(data.get(f"{prefix}-rows"))
            count = min(int(text), MOST) if text.isdecimal() else 0
            self.rows = [self._row(number, data=data) for number in range(count)]
            self.bound = True
        else:
            said = [
                {"join": "or" if n == 0 else "and", "field": one.field, "op": str(one.op), "value": shown(one.value)}
                for line in rule
                for n, one in enumerate(line)
            ]
            self.rows = [self._row(number, initial=one) for number, one in enumerate(said)]
            self.rows += [self._row(len(said) + n, initial={"join": "and"}) for n in range(BLANK)]
            self.bound = False

    def _row(self, number: int, **options: Any) -> ConditionForm:
        return ConditionForm(
            prefix=f"{self.prefix}-{number}", known=self.known, units=self.units, number=number, **options
        )

    def is_valid(self) -> bool:
        return self.bound and not [row for row in self.rows if not row.is_valid()]

    @property
    def errors(self) -> list[str]:
        return (
            [str(error) for row in self.rows for found in row.errors.values() for error in found] if self.bound else []
        )

    @property
    def rule(self) -> Rule:
        """What was said; lines begin at each "or"."""
        lines: list[list[Condition]] = []
        for row in self.rows:
            one = row.condition
            if one is None:
                continue
            if not lines or row.cleaned_data.get("join") == "or":
                lines.append([])
            lines[-1].append(one)
        return tuple(tuple(line) for line in lines)


def shown(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)

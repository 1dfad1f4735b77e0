"""A step of a drawing, and the post it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.organisations import api as organisations
from diwan.core.organisations.api import Names

from ..definition import SENDER, Step, Who
from ..enums import How, Kind, Level, Silence
from .rules import RuleRows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ..conditions import Field
    from ..definition import Definition


class PostPick(forms.Form):
    """A post: words to look for it by, and those found, of which one is chosen."""

    post_words = forms.CharField(
        label=gettext_lazy("look for a post: its title, its unit, who sits there"), required=False, max_length=100
    )
    post = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def offer(self, administration_id: int, now: datetime, *, kept: int | None = None) -> None:
        """Find the posts to choose from: the one there is, and those that the words mean."""
        words = str(self["post_words"].value() or "").strip()
        value = str(self["post"].value() or "")
        self.chosen_post = int(value) if value.isdecimal() and len(value) < 18 else kept
        cards = organisations.post_cards([self.chosen_post], now) if self.chosen_post else {}
        if words:
            cards |= organisations.posts_matching(administration_id, words, now)
        self.cards = [card for card in cards.values() if card.administration_id == administration_id]

    def clean_post(self) -> int | None:
        post = self.cleaned_data["post"]
        if post is not None and post not in {card.id for card in self.cards}:
            raise forms.ValidationError(_("Choose a post of the administration."))
        return post


class StepForm(PostPick):
    """Everything a step says."""

    kind = forms.ChoiceField(label=gettext_lazy("what is asked"), choices=Kind)
    name_ar = forms.CharField(label=gettext_lazy("name in Arabic"), max_length=200, required=False)
    name_fr = forms.CharField(label=gettext_lazy("name in French"), max_length=200, required=False)
    how = forms.ChoiceField(label=gettext_lazy("whose step it is"), choices=How)
    up = forms.IntegerField(
        label=gettext_lazy("how many units above"), min_value=0, max_value=20, required=False, initial=1
    )
    days = forms.IntegerField(
        label=gettext_lazy("working days to answer"),
        min_value=0,
        max_value=365,
        required=False,
        help_text=gettext_lazy("0: no limit."),
    )
    remind = forms.IntegerField(
        label=gettext_lazy("reminded, days before the limit"), min_value=0, max_value=365, required=False
    )
    silence = forms.ChoiceField(label=gettext_lazy("if nobody answers in time"), choices=Silence, required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("level of the signature"),
        choices=[("", gettext_lazy("That of the type")), *Level.choices],
        required=False,
    )
    read_all = forms.BooleanField(label=gettext_lazy("every page is seen before"), required=False)
    apart_from = forms.MultipleChoiceField(
        label=gettext_lazy("another person than that of"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Any = None,
        *,
        drawn: Definition,
        step: Step,
        administration_id: int,
        fields: Mapping[str, Field],
        units: Mapping[str, str],
        now: datetime,
    ) -> None:
        super().__init__(data, initial=spoken(step))
        self.step = step
        others = [(one.key, one.names.here or one.key) for _stage, one in drawn.steps() if one.key != step.key]
        self.fields["apart_from"].choices = [(SENDER, _("the author")), *others]  # type: ignore[attr-defined]
        self.offer(administration_id, now, kept=step.who.post)
        self.rule = RuleRows(data, step.when, fields, units)

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.rule.is_valid()])

    @property
    def said(self) -> Step:
        """The step as it was said."""
        data, was = self.cleaned_data, self.step
        how = How(data["how"])
        return Step(
            key=was.key,
            kind=Kind(data["kind"]),
            who=Who(how, data["post"] if how == How.POST else None, data["up"] or 0 if how == How.ABOVE else 0),
            names=Names(data["name_ar"], data["name_fr"], was.names.en, was.names.zgh),
            when=self.rule.rule,
            days=data["days"] or 0,
            remind=data["remind"] or 0,
            silence=Silence(data["silence"] or Silence.WAIT),
            level=Level(data["level"]) if data["level"] and data["kind"] in (Kind.SIGNATURE, Kind.OUTSIDE) else None,
            read_all=data["read_all"],
            apart_from=tuple(data["apart_from"]),
        )


def spoken(step: Step) -> dict[str, Any]:
    return {
        "kind": str(step.kind),
        "name_ar": step.names.ar,
        "name_fr": step.names.fr,
        "how": str(step.who.how),
        "post": step.who.post,
        "up": step.who.up or 1,
        "days": step.days,
        "remind": step.remind,
        "silence": str(step.silence),
        "level": str(step.level or ""),
        "read_all": step.read_all,
        "apart_from": list(step.apart_from),
    }

"""What is said with an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..queries.choosing import Choice

LONGEST = 4000


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}), strip=True
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(forms.Form):
    """`below` is asked only where something passed on still waits."""

    below = forms.BooleanField(label=_("End with it what was passed on and still waits"), required=False)


class CloseLetterForm(forms.Form):
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    ending = forms.BooleanField(label=_("End what is still asked about this letter"), required=False)


class TakeOverForm(ReasonForm):
    post = forms.TypedChoiceField(
        label=_("Give it to"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: object, posts: Iterable[Choice] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["post"].choices = [  # type: ignore[attr-defined]
            ("", _("Myself")),
            *((choice.post, f"{choice.name} · {choice.detail}") for choice in posts),
        ]


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))

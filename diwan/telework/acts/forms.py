"""What the pages of acts take in; operations decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import State
from .queries import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )


def asked_in(values: Mapping[str, str]) -> Asked:
    """What an address asks for; what it says badly it does not say."""

    def number(name: str, most: int) -> int:
        text = values.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= most else 0

    state, mine = values.get("state", ""), values.get("mine", "")
    return Asked(
        q=values.get("q", "").replace("\x00", "").strip()[:100],
        kind=values.get("kind", "").replace("\x00", "")[:60],
        state=state if state in State.values else "",
        year=number("year", 4),
        unit=number("unit", 17),
        mine=mine if mine in ("sign", "me") else "",
    )

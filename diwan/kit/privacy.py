"""How an app says what personal data it holds (law 09-08): in its `privacy.py`, `PRIVACY = {"Model": {"field": …}}`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Personal:
    """One personal field: what it is for, by what right it is held, for how long, and who reads it."""

    purpose: str | _StrPromise
    basis: str | _StrPromise
    retention: str | _StrPromise
    readers: str | _StrPromise


_ANSWERED = Personal(
    purpose=_("to give the same answer when the same request is sent twice"),
    basis=_("task of the administration"),
    retention=_("two days"),
    readers=_("nobody; the sender gets it again"),
)
PRIVACY = {"AnsweredRequest": {"scope": _ANSWERED, "answer": _ANSWERED}}

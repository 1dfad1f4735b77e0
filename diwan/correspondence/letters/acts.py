"""How the acts done to letters read: each app registers the sentence of its own, so that one history shows them all."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars

from .enums import ShortLevel
from .records import GONE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import TextChoices

    from .models import Act

_sentences: dict[str, tuple[Any, Mapping[str, type[TextChoices]]]] = {}


def register_act(kind: str, sentence: Any, words: Mapping[str, type[TextChoices]] | None = None) -> None:
    """Make a kind of act known; `sentence` is a lazy translation with the `%(name)s` of the details the act is
    written with. `words` are the details that are written as codes and read as words; a detail named `day` is an ISO
    date and reads as one. Called in `ready()`."""
    _sentences[kind] = (sentence, words or {})


def sentence_of(act: Act) -> str:
    """What the history says of an act; the bare kind if its app is gone. Details destroyed with the letter read “—”."""
    if act.kind not in _sentences:
        return act.kind
    sentence, words = _sentences[act.kind]
    said = defaultdict(lambda: GONE, act.detail)
    said |= {name: str(choices(said[name]).label) for name, choices in words.items() if name in said}
    if "day" in said:
        country = act.letter.administration.country
        said["day"] = calendars.format_date(date.fromisoformat(said["day"]), get_language() or "ar", country)
    return str(sentence) % said


def is_known(kind: str) -> bool:
    return kind in _sentences


def register_own() -> None:
    for kind, sentence in {
        "letters.begun": _("Begun"),
        "letters.registered": _("Entered in the register as %(reference)s"),
        "letters.sent": _("Sent"),
        "letters.closed": _("Closed"),
        "letters.reopened": _("Opened again: %(reason)s"),
        "letters.erased": _("Destroyed at the end of its time, by the certificate %(certificate)s"),
        "letters.returned": _("Returned to its sender: %(reason)s"),
        "letters.annulled": _("Annulled: %(reason)s"),
        "letters.rectified": _("Rectified: %(reason)s"),
        "letters.classed": _("Put in the class %(code)s of the plan"),
        "letters.filed": _("Put in the file %(dossier)s"),
        "letters.unfiled": _("Taken out of its file"),
        "letters.linked": _("Linked to %(reference)s"),
        "letters.unlinked": _("No longer linked to %(reference)s"),
        "letters.due_removed": _("No longer due on a day: %(reason)s"),
        "letters.due_moved": _("Due on %(day)s from now on: %(reason)s"),
    }.items():
        register_act(kind, sentence)
    changed = _("Who may read it, changed from %(before)s to %(after)s: %(reason)s")
    register_act("letters.level_changed", changed, {"before": ShortLevel, "after": ShortLevel})

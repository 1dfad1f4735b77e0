"""How the acts done to letters read: each app registers the sentence of its own, so that one history shows them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .models import Act

_sentences: dict[str, Any] = {}


def register_act(kind: str, sentence: Any) -> None:
    """Make a kind of act known; `sentence` is a lazy translation with the `%(name)s` of the details the act is
    written with. Called in `ready()`."""
    _sentences[kind] = sentence


def sentence_of(act: Act) -> str:
    """What the history says of an act; the bare kind if its app is gone."""
    sentence = _sentences.get(act.kind)
    return str(sentence) % act.detail if sentence else act.kind


def is_known(kind: str) -> bool:
    return kind in _sentences


def register_own() -> None:
    for kind, sentence in {
        "letters.begun": _("Begun"),
        "letters.registered": _("Entered in the register as %(reference)s"),
        "letters.sent": _("Sent"),
        "letters.closed": _("Closed"),
        "letters.reopened": _("Opened again: %(reason)s"),
        "letters.returned": _("Returned to its sender: %(reason)s"),
        "letters.annulled": _("Annulled: %(reason)s"),
        "letters.rectified": _("Rectified: %(reason)s"),
        "letters.level_changed": _("Who may read it, changed from %(before)s to %(after)s: %(reason)s"),
        "letters.classed": _("Put in the class %(code)s of the plan"),
        "letters.filed": _("Put in the file %(dossier)s"),
        "letters.unfiled": _("Taken out of its file"),
        "letters.linked": _("Linked to %(reference)s"),
        "letters.unlinked": _("No longer linked to %(reference)s"),
        "letters.due_moved": _("Due on %(day)s from now on: %(reason)s"),
    }.items():
        register_act(kind, sentence)

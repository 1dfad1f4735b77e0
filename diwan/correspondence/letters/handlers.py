"""What letters do when a fact is told. Each may run twice."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.engines.signing import api as signing

from .enums import Kind
from .events import LetterRegistered
from .models import Piece


@facts.hears(LetterRegistered, queue="signatures")
def judge_signatures(fact: LetterRegistered) -> None:
    """A letter came in: what are the signatures of its files worth, today?"""
    if fact.kind != Kind.INCOMING:
        return
    pieces = Piece.objects.filter(letter_id=fact.letter_id, file__media_type="application/pdf")
    for file_id in pieces.values_list("file_id", flat=True):
        signing.judge(file_id=file_id, now=timezone.now())

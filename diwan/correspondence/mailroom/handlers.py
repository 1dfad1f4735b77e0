"""The work on paper, in jobs: draw the pages of a batch, read each page. Each may run twice."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from .events import IntakeArrived, PageDrawn, SourceAsked
from .operations import collecting, drawing, reading

QUEUE = "mailroom"


@facts.hears(IntakeArrived, queue=QUEUE)
def draw(fact: IntakeArrived) -> None:
    drawing.draw(intake_id=fact.intake_id, now=timezone.now())


@facts.hears(PageDrawn, queue=QUEUE)
def read(fact: PageDrawn) -> None:
    reading.read_page(page_id=fact.page_id, turn=fact.turn, now=timezone.now())


@facts.hears(SourceAsked, queue=QUEUE, lock="mailroom.source:{source_id}")
def look(fact: SourceAsked) -> None:
    collecting.collect(source_id=fact.source_id, now=timezone.now())

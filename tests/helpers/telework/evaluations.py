"""What `evaluations` adds to the small world of the house."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from diwan.core.organisations import api as organisations
from diwan.telework.evaluations import api as evaluations
from tests.core import people


class Evaluations:
    """Things of the holder's administration, made when a row of the table asks for them."""

    here: Any
    agreement_in_force: Any

    @functools.cached_property
    def evaluation_secretary(self) -> Any:
        """The secretary of a committee that has a chair too."""
        found = None
        for role in ("chair", "secretary"):
            person = people.person(f"Committee {role}", "عضو اللجنة", administration=self.here)
            people.seat(person, people.post(people.root(self.here), "متصرف"))
            found = evaluations.seat(
                actor=organisations.SYSTEM,
                administration_id=self.here.pk,
                person_id=person.pk,
                role=role,
                now=timezone.now(),
            )
        return found

    @functools.cached_property
    def evaluation_session(self) -> Any:
        return self.evaluation_session_at("قاعة الاجتماعات")

    def evaluation_session_at(self, place: str) -> Any:
        assert self.evaluation_secretary
        return evaluations.plan(
            actor=organisations.SYSTEM,
            administration_id=self.here.pk,
            held_on=timezone.localdate(),
            place=place,
            agreement_ids=[self.agreement_in_force.pk],
            now=timezone.now(),
        )

    @functools.cached_property
    def evaluation_amendment(self) -> Any:
        return self.evaluation_amendment_for("تتبع أقرب", key="trial", value="P2M")

    def evaluation_amendment_for(self, reasons: str, *, key: str = "evaluation_every", value: str = "P4M") -> Any:
        return evaluations.propose_amendment(
            actor=organisations.SYSTEM,
            session_id=self.evaluation_session.pk,
            key=key,
            value=value,
            starts_on=timezone.localdate() + timedelta(days=30),
            reasons=reasons,
            now=timezone.now(),
        )

    def evaluation_figure_from(self, source: str) -> Any:
        today = timezone.localdate()
        return evaluations.enter_figure(
            actor=organisations.SYSTEM,
            administration_id=self.here.pk,
            kind="waiting",
            value=3,
            since=today,
            until=today,
            source=source,
            now=timezone.now(),
        )

    @functools.cached_property
    def evaluation_case(self) -> Any:
        return self.evaluation_session.cases.get()

    @functools.cached_property
    def evaluation_survey(self) -> Any:
        return self.evaluation_survey_of("هل يناسبكم العمل عن بعد؟")

    def evaluation_survey_of(self, title: str) -> Any:
        today = timezone.localdate()
        return evaluations.open_survey(
            actor=organisations.SYSTEM,
            administration_id=self.here.pk,
            title=title,
            starts_on=today,
            ends_on=today,
            now=timezone.now(),
        )

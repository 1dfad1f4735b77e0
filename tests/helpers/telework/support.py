"""What `support` adds to the small world of the house."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.core import people


class Support:
    """Things of the holder's administration, made when a row of the table asks for them."""

    @functools.cached_property
    def help_request(self: Any) -> Any:
        """Asked by somebody of the root unit (the worker of `outputs`)."""
        from diwan.telework.support import api as support

        need = support.Need(category="access", urgency=2, subject="تعذر الولوج", text="لا يعمل الربط")
        return support.ask(actor=self.worker_actor, need=need, now=timezone.now())

    @functools.cached_property
    def own_help(self: Any) -> Any:
        """Asked by the holder."""
        from diwan.telework.support import api as support
        from tests.helpers.house import HOLDER

        need = support.Need(category="access", urgency=2, subject="تعذر الولوج", text="لا يعمل الربط")
        return support.ask(actor=self.actor(HOLDER), need=need, now=timezone.now())

    @functools.cached_property
    def solved_help(self: Any) -> Any:
        from diwan.telework.support.operations import helping
        from tests.helpers.house import HOLDER

        return helping.solve(actor=self.actor(HOLDER), request_id=self.own_help.pk, now=timezone.now())

    @functools.cached_property
    def brought(self: Any) -> list[Any]:
        """The guides and the course that Diwan brings, published."""
        from diwan.telework.support import api as support

        return support.adopt(actor=people.SYSTEM, administration_id=self.here.pk, now=timezone.now())

    @property
    def guide(self: Any) -> Any:
        return self.brought[0]

    @property
    def course(self: Any) -> Any:
        return self.brought[-1]

    @functools.cached_property
    def attempt(self: Any) -> Any:
        """Begun by the holder."""
        from diwan.telework.support.operations import learning
        from tests.helpers.house import HOLDER

        return learning.begin(actor=self.actor(HOLDER), course_id=self.course.pk, now=timezone.now())

    @functools.cached_property
    def passed(self: Any) -> Any:
        """Passed by the holder, the certificate kept."""
        from diwan.telework.support import quiz
        from diwan.telework.support.operations import learning
        from tests.helpers.house import HOLDER
        from tests.helpers.world import stored

        right = [one.right for one in quiz.sheet(self.course.questions, self.attempt.seed)]
        done = learning.finish(actor=self.actor(HOLDER), attempt_id=self.attempt.pk, chosen=right, now=timezone.now())
        learning.keep_certificate(certificate_id=done.certificate.pk, file_id=stored().pk, now=timezone.now())
        return done

    @functools.cached_property
    def campaign(self: Any) -> Any:
        from diwan.telework.support.operations import campaigns

        words = campaigns.Words(title_ar="أقفلوا الجلسة", text_ar="أقفلوا الجلسة كلما ابتعدتم.")
        plan = campaigns.Plan(audience="all", ends_on=timezone.localdate() + timedelta(days=9))
        said = {"administration_id": self.here.pk, "words": words, "plan": plan, "now": timezone.now()}
        return campaigns.write(actor=people.SYSTEM, **said)

    @functools.cached_property
    def sent_campaign(self: Any) -> Any:
        from diwan.telework.support.operations import campaigns

        return campaigns.send(actor=people.SYSTEM, campaign_id=self.campaign.pk, now=timezone.now())

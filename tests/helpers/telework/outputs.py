"""What `outputs` adds to the small world of the house."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from diwan.core.organisations import api as organisations
from tests.core import people


class Outputs:
    """Things of the holder's administration, made when a row of the table asks for them."""

    @functools.cached_property
    def worker(self: Any) -> Any:
        """Somebody of the root unit, who does what the holder sets."""
        user = people.person("Hajar Alami", "هاجر العلمي", administration=self.here)
        people.seat(user, people.post(people.root(self.here), "متصرفة"))
        return user

    @property
    def worker_actor(self: Any) -> Any:
        return organisations.actor_for(self.worker.pk, timezone.now())

    def wanted(self: Any, title: str = "مذكرة حول الخصاص") -> Any:
        from diwan.telework.outputs.operations.tasks import Wanted

        return Wanted(title=title, output="مذكرة من صفحتين", due_on=timezone.localdate() + timedelta(days=9))

    def _set(self: Any) -> Any:
        """One more task, set by the system itself to that person."""
        from diwan.telework.outputs.operations import tasks

        said = {"person_id": self.worker.pk, "wanted": self.wanted(), "now": timezone.now()}
        return tasks.set_task(actor=people.SYSTEM, **said)

    @functools.cached_property
    def task(self: Any) -> Any:
        return self._set()

    @functools.cached_property
    def own_task(self: Any) -> Any:
        """Set by the system to the holder himself."""
        from diwan.telework.outputs.operations import tasks
        from tests.helpers.house import HOLDER

        said = {"person_id": self.users[HOLDER].pk, "wanted": self.wanted(), "now": timezone.now()}
        return tasks.set_task(actor=people.SYSTEM, **said)

    @functools.cached_property
    def delivered_task(self: Any) -> Any:
        from diwan.telework.outputs.operations import tasks

        task = self._set()
        tasks.deliver(actor=self.worker_actor, task_id=task.pk, text="ها هي المذكرة", now=timezone.now())
        return task

    @functools.cached_property
    def proposed_task(self: Any) -> Any:
        from diwan.telework.outputs.operations import tasks

        unit_id = people.root(self.here).pk
        said = {"unit_id": unit_id, "wanted": self.wanted(), "now": timezone.now()}
        return tasks.propose(actor=self.worker_actor, **said)

    @functools.cached_property
    def time_asked(self: Any) -> Any:
        from diwan.telework.outputs.operations import time

        task = self._set()
        due_on = task.due_on + timedelta(days=3)
        said = {"task_id": task.pk, "due_on": due_on, "reason": "تأخر المعطيات", "now": timezone.now()}
        return time.ask(actor=self.worker_actor, **said)

    @functools.cached_property
    def standard(self: Any) -> Any:
        from diwan.telework.outputs.operations import catalogue

        one = catalogue.NewStandard(
            code="RH-01",
            activity="تدبير الوضعيات",
            output="قرار ترقية",
            minutes=45,
            starts_on=timezone.localdate() - timedelta(days=30),
        )
        said = {"administration_id": self.here.pk, "standards": [one], "now": timezone.now()}
        return catalogue.keep_standards(actor=people.SYSTEM, **said)[0]

    @functools.cached_property
    def superior(self: Any) -> Any:
        """The post of somebody to whom reports are sent."""
        post = people.post(people.root(self.here), "رئيس الديوان")
        people.seat(people.person("Driss Tahiri", "إدريس الطاهري", administration=self.here), post)
        return post

    @functools.cached_property
    def weekly_report(self: Any) -> Any:
        """Drafted over the holder's unit."""
        from diwan.telework.outputs.operations import reports

        unit = people.root(self.here)
        said = {"unit_id": unit.pk, "on": timezone.localdate(), "now": timezone.now()}
        return reports.draft(actor=people.SYSTEM, **said)

    @functools.cached_property
    def sent_report(self: Any) -> Any:
        """Sent to the post where the holder sits."""
        from diwan.telework.outputs.operations import reports
        from tests.helpers.house import HOLDER

        people.make_head(self.users[HOLDER].holding_set.order_by("pk").first().post)
        return reports.send(actor=people.SYSTEM, report_id=self.weekly_report.pk, now=timezone.now())

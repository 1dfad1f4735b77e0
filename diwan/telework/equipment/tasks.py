"""By the clock. Each looks at what is due, so a missed morning is made up for; a second run tells nobody twice."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts

from . import telling
from .models import DueReturn


@facts.scheduled(cron="25 5 * * *")
def remind() -> None:
    """The day before, the day itself, and each week that it is late: the person, and once it is late the desk too."""
    now = timezone.now()
    for row in DueReturn.objects.filter(closed_at=None).select_related("administration", "person"):
        country = row.administration.country
        today = calendars.local_day(now, country)
        left = (row.due_on - today).days
        if left > 1 or (left < 0 and -left % 7):
            continue
        said: dict[str, Any] = {"url": telling.mine(), "now": now, "due_on": row.due_on, "country": country}
        once = f"{row.pk}:{left}"
        with transaction.atomic():
            sentence = _("Give your equipment back by %(day)s") if left >= 0 else _("Equipment was due on %(day)s")
            telling.tell(telling.person(row.person_id), "equipment.due", sentence, once=once, **said)
            if left < 0:
                late = _("%(name)s still holds equipment that was due on %(day)s")
                name = row.person.name_ar
                telling.tell(
                    telling.desk(row.unit_id, now), "equipment.due", late, once=f"desk:{once}", name=name, **said
                )

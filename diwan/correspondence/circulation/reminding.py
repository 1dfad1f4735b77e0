"""Reminders, the call to whoever stands above, the weekly list: each looks at what is due, and tells once.

On worked days only, by the calendar of the country of the letter. Keys of notifications keep a second run quiet.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from diwan.core.calendars import api as calendars
from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from .models import Instruction, Pace
from .operations import clocks
from .queries import clocks as queries
from .telling import called, givers_of, languages, people_at, tell

if TYPE_CHECKING:
    from diwan.core.organisations.api import PostCard
    from diwan.correspondence.letters.api import Letter

DAY = timedelta(days=1)
NAMED = 30  # lines of a weekly list; the page has them all


def remind(*, now: datetime) -> int:
    """Tell those asked, some worked days before the last day and on it; tell above what stays late. How many."""
    told = 0
    paces: dict[int, Pace] = {}
    for country in calendars.countries():
        days, today = calendars.calendar(country), calendars.local_day(now, country)
        if not days.is_working_day(today):
            continue
        for row in queries.near(country, today):
            pace = paces.setdefault(row.letter.administration_id, queries.pace(row.letter.administration_id))
            told += remind_of(row, days, today, pace, now)
        for letter in queries.letters_near(country, today):
            pace = paces.setdefault(letter.administration_id, queries.pace(letter.administration_id))
            told += remind_of_letter(letter, days, today, pace, now)
    return told


def remind_of_letter(letter: Letter, days: calendars.Calendar, today: date, pace: Pace, now: datetime) -> int:
    """The last day of the letter itself: told to the unit in charge, or to the registry office while there is none;
    not where what it was asked ends on the same day and says it already."""
    due = letter.due_on
    assert due is not None
    lead = queries.lead_of(letter)
    if (lead and lead.due_on == due) or (today < due and days.working_days(today, due) > pace.remind_before):
        return 0
    if lead:
        people = people_at(lead.post_id, lead.unit_id, now)
    else:
        right = letters.CONFIDENTIAL if letter.level == letters.Level.CONFIDENTIAL else letters.REGISTER
        people = organisations.people_with(right, letter.office.unit_id, now)
    kind = "circulation.soon" if today < due else "circulation.due"
    sentence = gettext_lazy("Due on %(day)s: %(letter)s")
    return tell(people, kind, sentence, letter, once=f"letter:{letter.pk}:{due}", now=now, due_on=due)


def remind_of(row: Instruction, days: calendars.Calendar, today: date, pace: Pace, now: datetime) -> int:
    """One instruction: soon, due, or late enough to be told above."""
    due = row.due_on
    assert due is not None
    once = f"{row.pk}:{due}"
    if today < due:
        if days.working_days(today, due) > pace.remind_before:
            return 0
        people, sentence = people_at(row.post_id, row.unit_id, now), gettext_lazy("Due on %(day)s: %(letter)s")
        return tell(people, "circulation.soon", sentence, row.letter, once=once, now=now, due_on=due)
    late = days.working_days(due, today)
    if late >= pace.escalate_after:
        return escalate(row, now)
    people, sentence = people_at(row.post_id, row.unit_id, now), gettext_lazy("Due today: %(letter)s")
    if today > due:
        sentence = gettext_lazy("Late since %(day)s: %(letter)s")
        once = f"{once}:late"
    return tell(people, "circulation.due", sentence, row.letter, once=once, now=now, due_on=due)


def escalate(row: Instruction, now: datetime) -> int:
    """Tell those who asked, and the head of the unit above, once."""
    if not clocks.mark_escalated(instruction_id=row.pk, now=now):
        return 0
    people = givers_of(row, now)
    if row.unit.parent_id and (head := organisations.head_post(row.unit.parent_id)):
        people |= people_at(head, row.unit.parent_id, now)
    sentence = gettext_lazy("Late since %(day)s in a unit below you: %(letter)s")
    told = tell(
        people, "circulation.escalated", sentence, row.letter, once=f"{row.pk}:{row.due_on}", now=now, due_on=row.due_on
    )
    return max(told, 1)


def weekly(*, now: datetime) -> int:
    """On the first worked day of a week, each head reads what is late and about to be in the units below. How many."""
    told = 0
    for country in calendars.countries():
        days, today = calendars.calendar(country), calendars.local_day(now, country)
        if not days.is_working_day(today):
            continue
        week = week_of(days, today)
        by_head: dict[int, list[Instruction]] = defaultdict(list)
        silent = set(Pace.objects.filter(weekly=False).values_list("administration_id", flat=True))
        for row in queries.late_and_soon(country, today):
            if row.letter.administration_id not in silent:
                for unit in map(int, row.unit.path.strip("/").split("/")):
                    by_head[unit].append(row)
        heads = {card.unit_id: card for card in organisations.posts_in(by_head, now).values() if card.is_head}
        told += sum(tell_head(heads[unit], rows, week, today, now) for unit, rows in by_head.items() if unit in heads)
    return told


def week_of(days: calendars.Calendar, today: date) -> str:
    """The week, named by its first day: the one after the week-end of the country."""
    first = today
    while not days.is_weekend(first - DAY):
        first -= DAY
    return first.isoformat()


def tell_head(card: PostCard, rows: list[Instruction], week: str, today: date, now: datetime) -> int:
    """One list for a head: references and days, never subjects."""
    people, told = languages([person for person, *_n in (*card.holders, *card.interims)]), 0
    late = sum(row.due_on < today for row in rows if row.due_on)
    for person_id, language in people.items():
        with translation.override(language):
            lines = [weekly_line(row, language) for row in rows[:NAMED]]
            subject = ngettext(
                "%(late)s instruction late, %(soon)s soon due in your units",
                "%(late)s instructions late, %(soon)s soon due in your units",
                late,
            )
            notice = notifications.notify(
                person_id=person_id,
                kind="circulation.weekly",
                subject=subject % {"late": late, "soon": len(rows) - late},
                body="\n".join(lines),
                url=settings.DIWAN_PUBLIC_URL + reverse("circulation:rows") + "?what=open",
                key=f"circulation.weekly:{card.id}:{week}:{person_id}",
                now=now,
            )
        told += notice is not None
    return told


def weekly_line(row: Instruction, language: str) -> str:
    day = calendars.format_date(row.due_on, language, row.letter.administration.country) if row.due_on else ""
    reference = row.letter.reference or called(row.letter)
    return _("%(reference)s · %(verb)s · due on %(day)s") % {
        "reference": reference,
        "verb": row.get_verb_display(),
        "day": day,
    }

"""The minutes as a document: who was there and when, each point with what was said, voted and decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from diwan.core.calendars import api as calendars
from diwan.telework.acts import api as acts

from .enums import MINUTES, Answer
from .models import Participant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .models import AgendaItem, Meeting


def register() -> None:
    """Make minutes known as a kind of act; they are read by those they name, and on the page of the meeting."""
    from django.urls import reverse

    acts.register_kind(
        acts.Kind(
            code=MINUTES,
            label=gettext_lazy("Minutes of a meeting"),
            series=gettext_lazy("Minutes"),
            right="",
            url=lambda key: reverse("meetings:meeting", args=[int(key)]),
        )
    )


def language_of(meeting: Meeting) -> str:
    """The document is in Arabic or in French: as its chair reads."""
    return "fr" if meeting.chair.language == "fr" else "ar"


def title_of(meeting: Meeting) -> str:
    with translation.override(language_of(meeting)):
        return _("Minutes of the meeting: %(title)s") % {"title": meeting.title}


def content_of(meeting: Meeting) -> acts.Content:
    """Everything that is known of the meeting, in blocks."""
    language = language_of(meeting)
    with translation.override(language):
        blocks = [
            acts.fields(facts_of(meeting, language)),
            acts.table([_("Name"), _("Role"), _("Presence")], present(meeting, language), caption=_("Presence")),
            acts.heading(_("Agenda")),
            acts.items([item.title for item in meeting.items.all()], numbered=True),  # type: ignore[attr-defined]
        ]
        for number, item in enumerate(meeting.items.prefetch_related("decisions__person"), 1):  # type: ignore[attr-defined]
            blocks += points(number, item, meeting, language)
        if meeting.conclusion:
            blocks += [acts.heading(_("Conclusion")), acts.paragraph(meeting.conclusion)]
    return acts.Content(blocks=blocks, language="fr" if language == "fr" else "ar")


def facts_of(meeting: Meeting, language: str) -> list[tuple[str, str]]:
    country = meeting.administration.country
    day = calendars.local_day(meeting.opened_at or meeting.starts_at, country)

    def hour(at: datetime | None) -> str:
        return calendars.format_time(at, country, language) if at else ""

    found = [
        (_("Date"), calendars.format_both(day, language, country)),
        (_("Opened at"), hour(meeting.opened_at)),
        (_("Closed at"), hour(meeting.ended_at)),
        (_("Place"), meeting.place or meeting.get_room_display()),
        (_("Chair"), named(meeting.chair, language)),
        (_("Secretary"), named(meeting.secretary, language)),
    ]
    if meeting.open_reason:
        found.append((_("Opened while some were missing"), meeting.open_reason))
    if meeting.recorded_from:
        span = f"{hour(meeting.recorded_from)} – {hour(meeting.recorded_until or meeting.ended_at)}"
        found.append((_("Recorded, with the consent of all present"), span))
    return found


def present(meeting: Meeting, language: str) -> Iterator[tuple[str, str, str]]:
    """Each participant with the hours at which they came and left."""
    country = meeting.administration.country
    rows = Participant.objects.filter(meeting=meeting, removed_at=None).select_related("person")
    for one in rows.prefetch_related("stays"):
        stays = [
            f"{calendars.format_time(stay.joined_at, country, language)} – "
            f"{calendars.format_time(stay.left_at, country, language) if stay.left_at else ''}"
            for stay in one.stays.all()  # type: ignore[attr-defined]
        ]
        away = _("Excused") if one.answer == Answer.DECLINED else _("Absent")
        yield one.name, str(one.get_role_display()), "، ".join(stays) if stays else away


def points(number: int, item: AgendaItem, meeting: Meeting, language: str) -> list[dict[str, Any]]:
    blocks = [acts.heading(f"{number}. {item.title}")]
    blocks += [acts.paragraph(text) for text in item.said.split("\n") if text.strip()]
    votes = (item.votes_for, item.votes_against, item.votes_blank)
    if any(vote is not None for vote in votes):
        shown = [str(vote or 0) for vote in votes]
        blocks.append(acts.fields(zip((_("For"), _("Against"), _("Abstained")), shown, strict=True)))
    decisions = list(item.decisions.all())  # type: ignore[attr-defined]
    if decisions:
        head = [_("Decision"), _("In charge"), _("Due on")]
        country = meeting.administration.country
        rows = [
            (
                one.text,
                named(one.person, language) if one.person else "",
                calendars.format_date(one.due_on, language, country) if one.due_on else "",
            )
            for one in decisions
        ]
        caption = ngettext("Decision taken", "Decisions taken", len(decisions))
        blocks.append(acts.table(head, rows, caption=caption))
    return blocks


def named(person: Any, language: str) -> str:
    return person.name_latin if language == "fr" else person.name_ar

"""Slips as documents: who hands what to whom, in what condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.calendars import api as calendars
from diwan.telework.acts import api as acts
from diwan.telework.rules import api as rules

from .enums import HANDOVER, RETURN, Way

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Slip

KINDS = {Way.OUT: HANDOVER, Way.BACK: RETURN}


def register() -> None:
    """Make both kinds of slips known; they are read by the desk and by whom they concern."""
    labels = {HANDOVER: gettext_lazy("Hand-over of equipment"), RETURN: gettext_lazy("Return of equipment")}
    for code, label in labels.items():
        acts.register_kind(
            acts.Kind(
                code=code,
                label=label,
                series=gettext_lazy("Equipment slips"),
                right=rules.DESK,
                url=lambda key: reverse("equipment:slip", args=[int(key)]),
            )
        )


def language_of(slip: Slip) -> str:
    return "fr" if slip.person.language == "fr" else "ar"


def title_of(slip: Slip) -> str:
    language = language_of(slip)
    with translation.override(language):
        name = slip.person.name_latin if language == "fr" else slip.person.name_ar
        if slip.way == Way.OUT:
            return _("Hand-over of equipment to %(name)s") % {"name": name}
        return _("Return of equipment by %(name)s") % {"name": name}


def content_of(slip: Slip, now: datetime) -> acts.Content:
    """The items with their condition, and what the employee undertakes (000 §5: to look after what is entrusted, and to
    give everything back at the end)."""
    language = language_of(slip)
    with translation.override(language):
        country = slip.administration.country
        day = calendars.local_day(now, country)
        head = [_("Inventory number"), _("Kind"), _("Description"), _("Serial number"), _("Condition"), _("Remark")]
        rows = [
            (
                line.item.number,
                str(line.item.get_kind_display()),
                line.item.label,
                line.item.serial,
                str(line.get_condition_display()),
                line.remark,
            )
            for line in slip.lines.select_related("item")  # type: ignore[attr-defined]
        ]
        name = slip.person.name_latin if language == "fr" else slip.person.name_ar
        facts = [(_("Employee"), name), (_("Date"), calendars.format_both(day, language, country))]
        if slip.alone:
            facts.append((_("The employee does not sign"), slip.alone))
        blocks = [acts.fields(facts), acts.table(head, rows)]
        if slip.note:
            blocks.append(acts.paragraph(slip.note))
        blocks.append(acts.paragraph(str(UNDERTAKING[Way(slip.way)])))
    return acts.Content(blocks=blocks, language="fr" if language == "fr" else "ar")


UNDERTAKING = {
    Way.OUT: gettext_lazy(
        "The employee has received the equipment above, will look after it, use it for work only, and give all of it "
        "back at the end of telework."
    ),
    Way.BACK: gettext_lazy("The desk has received the equipment above, in the condition that is said."),
}

"""What the acts of continuity say: the plan, the switch to a crisis rule, the way back. In Arabic, the official one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q
from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations
from diwan.telework.acts import api as acts

from .enums import Kind
from .telling import rule_name, said

if TYPE_CHECKING:
    from datetime import date, datetime

    from .models import Crisis, Plan

LANGUAGE = "ar"
MOST = 60  # units of a printed plan; the page and its export have them all


def plan_title(plan: Plan) -> str:
    with translation.override(LANGUAGE):
        return _("Continuity plan, version %(version)s") % {"version": plan.version}


def plan_content(plan: Plan, now: datetime) -> acts.Content:
    """Every vital service with what it needs."""
    with translation.override(LANGUAGE):
        services = list(plan.services.select_related("unit"))
        names = organisations.units_named([one.unit_id for one in services], now)
        blocks = [acts.paragraph(plan.note)] if plan.note else []
        blocks.append(
            acts.table(
                [_("Vital service"), _("Unit"), _("On site, at least"), _("Away, at most"), _("Back within (hours)")],
                [
                    [one.name, names[one.unit_id].get(LANGUAGE), one.minimum, one.away, one.recovery_hours]
                    for one in services
                ],
            )
        )
        for one in services:
            blocks.append(acts.heading(one.name))
            blocks.append(
                acts.fields(
                    [
                        (_("What must go on"), one.what),
                        (_("Who replaces whom"), one.substitutes or "–"),
                        (_("Systems and data needed"), one.systems or "–"),
                    ]
                )
            )
        return acts.Content(
            blocks=blocks, language="ar", grounds=[_("The guide of telework in the administrations of the State")]
        )


def switch_title(crisis: Crisis) -> str:
    with translation.override(LANGUAGE):
        return _("Decision on the crisis rule “%(rule)s”") % {"rule": rule_name(crisis)}


def switch_content(crisis: Crisis, now: datetime) -> acts.Content:
    """The rule, where and when, how many a day in each unit, who is exempted and why, the way back."""
    country = crisis.administration.country
    with translation.override(LANGUAGE):
        total = totals(crisis)
        article = [
            acts.verb(_("Decides")),
            acts.article(
                _("Article 1"),
                (
                    _(
                        "From %(first)s to %(last)s, at most %(percent)s %% of the staff of “%(unit)s” "
                        "are on site each day."
                    )
                    if crisis.direction == "max"
                    else _(
                        "From %(first)s to %(last)s, at least %(percent)s %% of the staff of “%(unit)s” "
                        "are on site each day."
                    )
                )
                % {
                    "first": said(crisis.starts_on, country),
                    "last": said(crisis.ends_on, country),
                    "percent": crisis.percent,
                    "unit": organisations.units_named([crisis.unit_id], now)[crisis.unit_id].get(LANGUAGE),
                },
            ),
            acts.article(
                _("Article 2"),
                _(
                    "On site are, in turn and in equal shares, those whom the plan names; vital services keep their "
                    "fewest people. The others work remotely."
                ),
            ),
            acts.article(
                _("Article 3"),
                _(
                    "Those exempted on the strength of a proof are not called on site. Agreements on telework are "
                    "kept aside and hold again, exactly as they were, from the return."
                ),
            ),
            acts.fields(
                [
                    (_("Why"), crisis.reason),
                    (_("People"), str(total["people"])),
                    (_("On site each day"), str(total["seats"])),
                    (_("Exempted"), str(total["exempt"])),
                ]
            ),
            units_table(crisis, now),
        ]
        return acts.Content(
            blocks=article, language="ar", grounds=[_("The crisis rule in force in the administration")]
        )


def units_table(crisis: Crisis, now: datetime) -> dict[str, Any]:
    """How many a day in each unit."""
    return acts.table(
        [_("Unit"), _("People"), _("On site each day"), _("Remote"), _("Exempted")],
        [
            [one["name"], one["people"], one["seats"], one["remote"], one["exempt"]]
            for one in per_unit(crisis, now)[:MOST]
        ],
        caption=_("The plan, by unit"),
    )


def return_title(crisis: Crisis) -> str:
    with translation.override(LANGUAGE):
        return _("Return from the crisis rule “%(rule)s”") % {"rule": rule_name(crisis)}


def return_content(crisis: Crisis, returns_on: date) -> acts.Content:
    country = crisis.administration.country
    with translation.override(LANGUAGE):
        blocks = [
            acts.verb(_("Decides")),
            acts.article(
                _("Article 1"),
                _("The crisis rule “%(rule)s” ends. From %(day)s everybody works as before it.")
                % {"rule": rule_name(crisis), "day": said(returns_on, country)},
            ),
            acts.article(_("Article 2"), _("Agreements on telework hold again exactly as they were.")),
            acts.fields([(_("Why"), crisis.end_reason), (_("People"), str(crisis.people))]),
        ]
        return acts.Content(blocks=blocks, language="ar")


def totals(crisis: Crisis) -> dict[str, int]:
    """People, on site each day, exempted, over all the scope (1 query and that of the units)."""
    rows = per_unit_rows(crisis)
    return {name: sum(one[name] for one in rows) for name in ("people", "seats", "exempt")}


def per_unit_rows(crisis: Crisis) -> list[dict[str, Any]]:
    """By unit: people, seats on site each day, exempted, in a vital service (1 query)."""
    rows: Any = crisis.assignments.filter(last=None).values("unit").order_by("unit__path")
    found = rows.annotate(
        people=Count("pk"),
        turn=Max("seats", filter=~Q(kind=Kind.JOINED), default=0),
        late=Count("pk", filter=Q(kind=Kind.JOINED, seats=1)),
        exempt=Count("pk", filter=Q(kind=Kind.EXEMPT)),
        vital=Count("pk", filter=Q(kind=Kind.VITAL)),
    )
    return [{**one, "seats": one["turn"] + one["late"]} for one in found]


def per_unit(crisis: Crisis, now: datetime) -> list[dict[str, Any]]:
    """The same with the names of the units."""
    rows = per_unit_rows(crisis)
    names = organisations.units_named([one["unit"] for one in rows], now)
    language = translation.get_language() or "ar"
    return [{**one, "name": names[one["unit"]].get(language), "remote": one["people"] - one["seats"]} for one in rows]

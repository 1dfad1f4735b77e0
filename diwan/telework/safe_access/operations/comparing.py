"""What a system or the directory says it gives, beside what it should give: differences to act on, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal

from ..enums import Sense, Source
from ..models import Comparison, Discrepancy, System, SystemRight
from .common import demand_guard, record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class NoAccounts(Refusal):
    message = _("No account was found in this list.")
    advice = _(
        "Give a column with the e-mail addresses or the account names, as the VPN or the directory exports them."
    )
    status = 422


class Settled(Refusal):
    message = _("Somebody acted on this difference already.")


def known_as(email: str) -> set[str]:
    """How an account may be written: the address, or what stands before the @."""
    email = email.strip().lower()
    return {email, email.partition("@")[0]}


@transaction.atomic
def compare(
    *, actor: Actor, system_id: int, accounts: Iterable[str], source: str, now: datetime, today: date
) -> Comparison:
    """Write down the differences of a day. What was open on an older comparison and is gone is settled by this one.

    Raises:
        NotAllowed, NoAccounts
    """
    system = System.objects.select_for_update(no_key=True).get(pk=system_id)
    demand_guard(actor, system.administration_id)
    listed = {account.strip().lower()[:254] for account in accounts if account.strip()}
    if not listed and source == Source.FILE:
        raise NoAccounts
    expected = dict(SystemRight.objects.in_force(today).filter(system=system).values_list("person__email", "person_id"))
    should = {name for email in expected for name in known_as(email)}
    extra = sorted(account for account in listed if account not in should)
    missing = sorted(email for email in expected if not known_as(email) & listed)
    row = Comparison.objects.create(
        administration_id=system.administration_id,
        system=system,
        source=source,
        at=now,
        by_id=actor.person_id,
        found=len(listed),
        expected=len(expected),
    )
    people = get_user_model().objects.filter(administration=system.administration_id, email__in=extra)
    owners = dict(people.values_list("email", "pk"))
    lines = [Discrepancy(comparison=row, sense=Sense.EXTRA, account=one, person_id=owners.get(one)) for one in extra]
    lines += [Discrepancy(comparison=row, sense=Sense.MISSING, account=one, person_id=expected[one]) for one in missing]
    Discrepancy.objects.bulk_create(lines, batch_size=1000)
    stale = Discrepancy.objects.filter(comparison__system=system, settled_at=None).exclude(comparison=row)
    stale.update(settled_at=now, note=str(_("Superseded by a newer comparison.")))
    record(
        system.administration_id,
        "access.compared",
        f"system:{system.pk}",
        actor,
        now,
        found=len(listed),
        extra=len(extra),
        missing=len(missing),
    )
    return row


@transaction.atomic
def settle(*, actor: Actor, difference_id: int, note: str, now: datetime) -> Discrepancy:
    """Note what was done about one difference.

    Raises:
        NotAllowed, Settled
    """
    row = Discrepancy.objects.select_related("comparison").select_for_update(of=("self",), no_key=True)
    one = row.get(pk=difference_id)
    demand_guard(actor, one.comparison.administration_id)
    if one.settled_at is not None:
        raise Settled
    one.settled_at, one.settled_by_id, one.note = now, actor.person_id, note.strip()
    one.save(update_fields=["settled_at", "settled_by", "note"])
    record(one.comparison.administration_id, "difference.settled", f"difference:{one.pk}", actor, now)
    return one

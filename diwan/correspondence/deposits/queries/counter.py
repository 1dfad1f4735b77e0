"""Reading for the counter: who came before, what a line of the register says, a letter to correct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures
from diwan.engines.registers import api as registers
from diwan.kit.arabic import latin_digits, normalise
from diwan.kit.navigation import Found

from ..enums import ApplicantKind, IdentityKind
from ..models import Deposit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from diwan.core.organisations.api import Actor

KNOWN = (
    "applicant_kind",
    "applicant_name",
    "representative",
    "identity_kind",
    "identity_number",
    "email",
    "phone",
    "address",
)


def matching(rows: QuerySet[Deposit], text: str) -> QuerySet[Deposit]:
    """Those whose words hold every word of a text, however it is spelt."""
    for word in normalise(text).split():
        rows = rows.filter(search_text__contains=word)
    return rows


def earlier_depositors(actor: Actor, text: str, limit: int = 6) -> list[dict[str, Any]]:
    """Who deposited before at the offices of this actor, as last said, most recent first (1 query)."""
    if len(text.strip()) < 3:
        return []
    rows = matching(Deposit.objects.visible_to(actor), text).exclude(applicant_name="")
    latest = rows.annotate(
        place=Window(
            RowNumber(), partition_by=[F("applicant_name"), F("identity_number")], order_by=F("registered_at").desc()
        )
    ).filter(place=1)
    return list(latest.order_by("-registered_at").values("reference", *KNOWN)[:limit])


def to_correct(actor: Actor, deposit_id: int) -> Deposit | None:
    """A letter this actor may look at to correct it, with what was corrected before."""
    rows = Deposit.objects.corrigible_by(actor).select_related(
        "office__administration", "office__unit", "entry__book", "unit"
    )
    return rows.prefetch_related("corrections__by", "receipts__file").filter(pk=deposit_id).first()


def scanned(actor: Actor, text: str) -> Deposit | None:
    """The letter whose label was read into a search box: its whole reference, nothing else."""
    reference = latin_digits(text).strip().upper()
    if reference.count("-") < 2:
        return None
    return Deposit.objects.visible_to(actor).filter(reference=reference).first()


def found(actor: Actor, text: str, limit: int) -> list[Found]:
    """Letters for the search of the whole house."""
    rows = matching(Deposit.objects.visible_to(actor), text).order_by("-registered_at")[:limit]
    return [
        Found(row.subject, f"{row.reference} · {row.applicant_name}", reverse("deposits:reading", args=[row.pk]))
        for row in rows.only("pk", "reference", "applicant_name", "subject")
    ]


# --- the lines of the register --------------------------------------------------------------------------------------


def describe(ids: Iterable[int], language: str, actor: Actor | None = None) -> Mapping[int, registers.Line]:
    """How deposits read in the book of their office (2 queries, one a unit)."""
    rows = Deposit.objects.filter(pk__in=list(ids)).annotate(files=Count("pieces"))
    last = rows.aggregate(at=Max("registered_at"))["at"]
    rows = rows.only("pk", "applicant_name", "subject", "unit", "received_on", "channel", "kept_at", "registered_at")
    units = {unit: organisations.unit_name(unit, last.date(), language) for unit in {r.unit_id for r in rows} if unit}
    return {
        row.pk: registers.Line(
            sender=row.applicant_name,
            subject=row.subject,
            pieces=row.files,
            destination=units.get(row.unit_id or 0, ""),
            remark=row.kept_at,
            arrived_on=row.received_on,
            url=reverse("deposits:reading", args=[row.pk]),
        )
        for row in rows
    }


def keys(text: str, actor: Actor | None = None) -> QuerySet:
    """The deposits whose words hold a text, for the search of a book."""
    return matching(Deposit.objects.all(), text).values("pk")


# --- what was corrected, in words -----------------------------------------------------------------------------------


def corrections_of(deposit: Deposit) -> list[dict[str, Any]]:
    """Each correction with its changes as people read them: what, before, after."""
    return [
        {
            "kind": row.kind,
            "label": row.get_kind_display(),
            "at": row.at,
            "by": row.by,
            "reason": row.reason,
            "changes": [changed(change) for change in row.changes],
        }
        for row in deposit.corrections.all()
    ]


FIELDS = {"procedure": "procedure_version", "unit": "unit"}
WORDS: dict[str, Any] = {"applicant_kind": ApplicantKind, "identity_kind": IdentityKind}


def changed(change: dict[str, str]) -> dict[str, str]:
    field = change["field"]
    model_field: Any = Deposit._meta.get_field(FIELDS.get(field, field))
    words = WORDS.get(field)
    old, new = (str(words(v).label) if words and v else v for v in (change["old"], change["new"]))
    return {"label": str(model_field.verbose_name), "old": old, "new": new}


def procedures_of(office: organisations.OfficeCard, at: Any) -> list[tuple[int, str]]:
    """The procedures one may choose at an office, by name in the language of the page."""
    return [(card.version_id, card.names.here) for card in procedures.offered_at(office, at)]

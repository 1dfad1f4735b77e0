"""The ways acts go: one type of document and one circuit for each order of visas and signatures, made when first asked.

They stand among the others of the administration, so whoever draws its circuits may give their steps a time limit or a
reminder. An order is written as letters: "vs" is a visa, then a signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits

from .enums import Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

LETTERS = {Role.VISA: "v", Role.SIGNATURE: "s"}
MOST = 30  # signers of one act


def order_of(roles: Sequence[str]) -> str:
    return "".join(LETTERS[Role(role)] for role in roles)


def step_key(position: int) -> str:
    """The step of the signer at this place, from 1."""
    return f"signer{position}"


def type_for(administration_id: int, roles: Sequence[str], level: str, now: datetime) -> int:
    """The type whose circuit asks these roles of chosen posts, in this order. Inside a transaction."""
    code = f"telework-{order_of(roles)}" + ("" if level == circuits.Level.SIMPLE else f"-{level}")
    with connection.cursor() as cursor:  # two acts of the same order, at the same moment, make one type
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"acts.way:{administration_id}:{code}"])
    # A number follows the code where the administration has retired the types made before.
    rows = circuits.DocumentType.objects.filter(administration=administration_id, code__regex=f"^{code}(-[0-9]+)?$")
    known = list(rows.values_list("pk", "retired_at"))
    for pk, retired_at in known:
        if retired_at is None and in_use(pk):
            return pk
    return made(administration_id, f"{code}-{len(known)}" if known else code, roles, level, now)


def in_use(type_id: int) -> bool:
    rows = circuits.CircuitVersion.objects.filter(circuit__type=type_id, circuit__retired_at=None)
    return rows.filter(state=circuits.VersionState.ACTIVE).exists()


def made(administration_id: int, code: str, roles: Sequence[str], level: str, now: datetime) -> int:
    """The type and its circuit, in use: Diwan itself draws it, the administration may redraw it."""
    actor, names = organisations.SYSTEM, names_of(roles, code)
    kind = circuits.create_type(
        actor=actor, administration_id=administration_id, code=code, names=names, level=level, now=now
    )
    version = circuits.create_circuit(actor=actor, type_id=kind.pk, names=names, now=now)
    version = circuits.draw(actor=actor, version_id=version.pk, definition=drawn(roles), base=version.edits, now=now)
    circuits.activate(actor=actor, version_id=version.pk, base=version.edits, now=now)
    return kind.pk


def drawn(roles: Sequence[str]) -> circuits.Definition:
    chosen = circuits.Who(circuits.How.CHOSEN)
    return circuits.Definition(
        tuple(
            circuits.Stage(
                (circuits.Step(key=step_key(n), kind=circuits.Kind(str(role)), who=chosen, names=step_names(n, role)),)
            )
            for n, role in enumerate(roles, 1)
        )
    )


def step_names(position: int, role: str) -> organisations.Names:
    if role == Role.VISA:
        return organisations.Names(f"التأشيرة ({position})", f"Visa ({position})", f"Visa ({position})")
    return organisations.Names(f"التوقيع ({position})", f"Signature ({position})", f"Signature ({position})")


def names_of(roles: Sequence[str], code: str) -> organisations.Names:
    """How the type is called in the lists of whoever draws circuits."""
    mark = code.removeprefix("telework-")
    return organisations.Names(
        f"وثيقة العمل عن بعد [{mark}]", f"Acte du télétravail [{mark}]", f"Act of telework [{mark}]"
    )

"""Compare what clients were promised with what an instance holds: `python -m tests.crash.audit PROMISES [--whole]`.

Run on the instance's own data folder. Every figure it prints but `deposits` must be zero.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

from .writers import STORM


def audit(promises: list[dict]) -> dict[str, int]:
    """What can be told at any moment, in the middle of the storm."""
    from diwan.correspondence.deposits.models import Deposit
    from diwan.engines.registers import api as registers

    rows = Deposit.objects.filter(reference__in=[p["reference"] for p in promises])
    held = {d.reference: d for d in rows.select_related("entry").prefetch_related("corrections")}
    references = Counter(p["reference"] for p in promises)
    subjects = Counter(
        Deposit.objects.filter(subject__in=[p["subject"] for p in promises], forwarded_from=None).values_list(
            "subject", flat=True
        )
    )
    return {
        "deposits": Deposit.objects.count(),
        "lost": sum(not kept(held.get(p["reference"]), p) for p in promises),
        "doubles": sum(n > 1 for n in references.values()) + sum(n > 1 for n in subjects.values()),
        "gaps": len(registers.irregularities()),
    }


def confirmed(acts: list[dict]) -> dict[str, int]:
    """Acts that were confirmed and left no trace, or a trace twice: a step in the letter's file, and the act's mark."""
    from diwan.core.batches.models import Batch
    from diwan.correspondence.deposits.enums import ONCE
    from diwan.correspondence.deposits.models import Correction, Deposit, Message, Step
    from diwan.engines.registers.models import Reservation

    steps = Counter(Step.objects.values_list("deposit_id", "kind"))
    told = {(act["deposit_id"], act["step"]) for act in acts if act["step"]}
    kept_in: dict[str, Any] = {
        "letter": Deposit.objects.exclude(reason="").values_list("reason", flat=True),
        "paper": Deposit.objects.filter(channel="post").values_list("subject", flat=True),
        "message": Message.objects.values_list("text", flat=True),
        "correction": Correction.objects.values_list("reason", flat=True),
        "reservation": Reservation.objects.values_list("reason", flat=True),
        "batch": Batch.objects.values_list("params__reason", flat=True),
    }
    read = {place: Counter(word for text in rows for word in str(text).split()) for place, rows in kept_in.items()}
    marks = [(act["kept"], act["mark"]) for act in acts if act["kept"]]
    seen = {mark for place, mark in marks}
    done = {b.params["reason"]: b.done for b in Batch.objects.filter(params__reason__in=list(seen))}
    return {
        "undone": sum(not steps[act] for act in told) + sum(not read[place][mark] for place, mark in marks),
        "done_twice": sum(steps[act] > 1 for act in told if act[1] in ONCE)
        + sum(read[place][mark] > 1 for place, mark in marks)
        # What a long work says it has done stands in the letters: no more, no less.
        + sum(read["letter"][mark] != count for mark, count in done.items()),
    }


def kept(deposit, promise: dict) -> bool:
    """Whether the deposit of that reference is the one that was promised, and the register confirms its content."""
    if deposit is None:
        return False
    corrections = list(deposit.corrections.all())  # the first holds what was handed in
    content = json.loads(corrections[0].content if corrections else deposit.content)
    return (
        deposit.subject == content["subject"] == promise["subject"]
        and [p["sha256"] for p in content["pieces"]] == promise["pieces"]
        and deposit.entry.number == promise["number"]
        and bytes(deposit.entry.content_digest) == hashlib.sha256(deposit.content.encode()).digest()
    )


def audit_whole() -> dict[str, int]:
    """What must hold once everything has come to rest."""
    from django.db import connection
    from django.utils import timezone

    from diwan.core.files import api as files
    from diwan.core.journal import api as journal

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status NOT IN ('succeeded', 'todo')")
        (failed,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM kit_answeredrequest WHERE answer IS NULL")
        (unanswered,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM batches_batch WHERE state NOT IN ('done', 'stopped')")
        (unended,) = cursor.fetchone()
    later = timezone.now() + timedelta(hours=25)  # the drafts and unclaimed files of now are old then
    files.sweep_uploads(now=later)
    while files.sweep(now=later):
        pass
    files.sweep_orphans()
    return {
        "unsealed": unsealed(),
        "orphans": orphans(),
        "journal_faults": len(journal.verify().faults),
        "jobs_failed": failed,
        "keys_without_answer": unanswered,
        "works_not_ended": unended,
        "mails_of_nothing": mails_of_nothing(),
    }


def unsealed() -> int:
    """Deposits without the proofs they are owed, or with one that the stand-alone verifier does not call genuine."""
    from django.conf import settings

    from diwan.core.files import api as files
    from diwan.correspondence.deposits.models import Deposit
    from diwan.verifier import diwan_verify

    roots = diwan_verify.roots_from(settings.DIWAN_HOME / "keys" / "root.pem")
    faults = 0
    for deposit in Deposit.objects.prefetch_related("receipts", "corrections").iterator(500):
        if missing_proofs(deposit):
            faults += 1
            print(deposit.reference, deposit.state, [str(r) for r in deposit.receipts.all()], file=sys.stderr)
            continue
        for proof in deposit.receipts.all():
            report = diwan_verify.Report()
            with files.open_file(proof.file_id) as pdf:
                verdict = diwan_verify.judge(pdf.read(), roots, report)
            named = report.says.get("content", {})
            if verdict != "genuine" or named.get("subject", deposit.subject) != deposit.subject:
                faults += 1
                print(deposit.reference, proof, verdict, report.checks, file=sys.stderr)
    return faults


def missing_proofs(deposit) -> bool:
    """Whether it has not the last version of its receipt, and exactly the other proofs that its state owes."""
    from diwan.correspondence.deposits.enums import ProofKind, State

    proofs = list(deposit.receipts.all())
    versions = [proof.version for proof in proofs if proof.kind == ProofKind.RECEIPT]
    owed = {State.FORWARDED: [ProofKind.FORWARDING], State.SILENT: [ProofKind.SILENCE]}.get(deposit.state, [])
    others = [proof.kind for proof in proofs if proof.kind != ProofKind.RECEIPT]
    return max(versions, default=0) != len(deposit.corrections.all()) + 1 or others != owed


def orphans() -> int:
    """Bytes without a row, rows without bytes, rows nobody keeps, claims of deposits that are not, drafts."""
    from django.conf import settings

    from diwan.core.batches.models import Batch
    from diwan.core.files.models import Claim, StoredFile
    from diwan.correspondence.deposits.models import Draft, MessageFile, Piece, Receipt

    root = settings.DIWAN_HOME / "files"
    on_disk = {path.name for path in root.rglob("*") if path.is_file()}
    rows = set(StoredFile.objects.values_list("sha256", flat=True))
    used = {key for model in (Piece, Receipt, MessageFile) for key in model.objects.values_list("file_id", flat=True)}
    used |= {key for draft in Draft.objects.all() for key in draft.file_ids}
    claimed = set(Claim.objects.filter(purpose__startswith="deposits.").values_list("file_id", flat=True))
    made = set(Batch.objects.exclude(file=None).values_list("file_id", flat=True))
    unclaimed = StoredFile.objects.filter(claims=None).exclude(pk__in=used | made).count()
    return len(on_disk ^ rows) + len(claimed ^ used) + unclaimed


REFERENCE = re.compile(r"\b[A-Z][A-Z0-9-]*-\d{4}-\d{6}\b")


def mails_of_nothing() -> int:
    """E-mails to depositors about a letter that is not theirs, or is not: an act was undone, and its mail was sent.

    Each letter of the storm has an address of its own, so its number tells whom it was told to.
    """
    from django.conf import settings

    from diwan.correspondence.deposits.models import Deposit

    theirs: dict[str, set[str]] = defaultdict(set)
    for address, reference in Deposit.objects.exclude(email="").values_list("email", "reference"):
        theirs[address].add(reference)
    faults = 0
    for path in (settings.DIWAN_HOME / "mail").glob("*"):
        for raw in path.read_bytes().split(b"-" * 79):
            mail = email.message_from_bytes(raw.strip(), policy=email.policy.default)
            to = str(mail.get("To", ""))
            if to.endswith(STORM):
                part = mail.get_body(("plain",))
                text = f"{mail['Subject']} {part.get_content() if part else ''}"
                faults += not set(REFERENCE.findall(text)) <= theirs[to]
    return faults


if __name__ == "__main__":
    django.setup()
    found = audit([json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()])
    acts = Path(sys.argv[1]).with_name("acts.jsonl")
    if acts.exists():
        found |= confirmed([json.loads(line) for line in acts.read_text().splitlines()])
    print(json.dumps(found | (audit_whole() if "--whole" in sys.argv else {})))

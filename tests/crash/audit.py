"""Compare what clients were promised with what an instance holds: `python -m tests.crash.audit PROMISES [--whole]`.

Run on the instance's own data folder. Every figure it prints but `deposits` must be zero.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import django


def audit(promises: list[dict]) -> dict[str, int]:
    """What can be told at any moment, in the middle of the storm."""
    from diwan.correspondence.deposits.models import Deposit
    from diwan.engines.registers import api as registers

    rows = Deposit.objects.filter(reference__in=[p["reference"] for p in promises])
    held = {d.reference: d for d in rows.select_related("entry")}
    references = Counter(p["reference"] for p in promises)
    subjects = Counter(
        Deposit.objects.filter(subject__in=[p["subject"] for p in promises]).values_list("subject", flat=True)
    )
    return {
        "deposits": Deposit.objects.count(),
        "lost": sum(not kept(held.get(p["reference"]), p) for p in promises),
        "doubles": sum(n > 1 for n in references.values()) + sum(n > 1 for n in subjects.values()),
        "gaps": len(registers.irregularities()),
    }


def confirmed(acts: list[dict]) -> dict[str, int]:
    """Acts of clerks that were confirmed and do not stand in the letter's file, or stand there twice."""
    from diwan.correspondence.deposits.models import Step

    steps = Counter(Step.objects.values_list("deposit_id", "kind"))
    told = {(act["deposit_id"], act["step"]) for act in acts}
    return {"undone": sum(not steps[act] for act in told), "done_twice": sum(steps[act] > 1 for act in told)}


def kept(deposit, promise: dict) -> bool:
    """Whether the deposit of that reference is the one that was promised, and the register confirms its content."""
    if deposit is None:
        return False
    content = json.loads(deposit.content)
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
    }


def unsealed() -> int:
    """Deposits that have not exactly one receipt that the stand-alone verifier calls genuine."""
    from django.conf import settings

    from diwan.core.files import api as files
    from diwan.correspondence.deposits.models import Deposit
    from diwan.verifier import diwan_verify

    roots = diwan_verify.roots_from(settings.DIWAN_HOME / "keys" / "root.pem")
    faults = 0
    for deposit in Deposit.objects.prefetch_related("receipts").iterator(500):
        receipts = deposit.receipts.all()
        if len(receipts) != 1:
            faults += 1
            continue
        report = diwan_verify.Report()
        with files.open_file(receipts[0].file_id) as pdf:
            verdict = diwan_verify.judge(pdf.read(), roots, report)
        named = report.says.get("content", {})
        if verdict != "genuine" or named.get("subject", deposit.subject) != deposit.subject:
            faults += 1
            print(deposit.reference, verdict, report.checks, file=sys.stderr)
    return faults


def orphans() -> int:
    """Bytes without a row, rows without bytes, rows nobody keeps, claims of deposits that are not, drafts."""
    from django.conf import settings

    from diwan.core.files.models import Claim, StoredFile
    from diwan.correspondence.deposits.models import Piece, Receipt

    root = settings.DIWAN_HOME / "files"
    on_disk = {path.name for path in root.rglob("*") if path.is_file()}
    rows = set(StoredFile.objects.values_list("sha256", flat=True))
    used = set(Piece.objects.values_list("file_id", flat=True)) | set(Receipt.objects.values_list("file_id", flat=True))
    claimed = set(Claim.objects.filter(purpose__startswith="deposits.").values_list("file_id", flat=True))
    unclaimed = StoredFile.objects.filter(claims=None).exclude(pk__in=used).count()
    return len(on_disk ^ rows) + len(claimed ^ used) + unclaimed


if __name__ == "__main__":
    django.setup()
    found = audit([json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()])
    acts = Path(sys.argv[1]).with_name("acts.jsonl")
    if acts.exists():
        found |= confirmed([json.loads(line) for line in acts.read_text().splitlines()])
    print(json.dumps(found | (audit_whole() if "--whole" in sys.argv else {})))

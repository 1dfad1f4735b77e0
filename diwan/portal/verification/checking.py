"""The checks of a PDF, by the very program that is offered to strangers, and a second opinion by pyHanko."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from diwan.engines.signing import api as signing
from diwan.verifier import diwan_verify

AT_ONCE = threading.BoundedSemaphore(2)
WAIT = 20  # seconds one waits for a turn


@dataclass(frozen=True)
class Check:
    """One thing that was checked, in words; `state` is ok, failed or not checked."""

    words: str
    state: str
    detail: str


@dataclass(frozen=True)
class Opinion:
    """What the checks come to."""

    verdict: str  # genuine, not genuine, undecided or unusable
    checks: tuple[Check, ...]
    says: dict[str, Any]


def examine(pdf: bytes) -> tuple[Opinion, signing.Report | None]:
    """Judge a file a stranger holds out, and any signature on it; never raises for what is in it.

    Genuine only when both agree: our own reader, written for offline use, and the full validation, which also looks for
    changes hidden in later revisions; what was added from one signature to the next only the latter compares. The
    validation runs within bounds, and no more of them than `AT_ONCE`: this page is open to everybody.
    """
    checked = diwan_verify.Report()
    verdict = diwan_verify.judge(pdf, diwan_verify.certificates_in(signing.roots_pem().decode()), checked)
    report = judged(pdf) if pdf[:1024].find(b"%PDF-") >= 0 else None
    if verdict == "undecided" and report is not None and report.verdict == signing.Verdict.PASSED:
        compared = {("whole", "not checked"): "ok"}
        checked.checks = [(name, compared.get((name, state), state), said) for name, state, said in checked.checks]
        verdict = checked.verdict
    if verdict in {"genuine", "undecided"} and (report is None or report.verdict == signing.Verdict.FAILED):
        checked.add("whole", False, "pyHanko")
        verdict = "not genuine"
    language = get_language() if get_language() in diwan_verify.LANGUAGES else "ar"
    column = diwan_verify.LANGUAGES.index(language)
    checks = tuple(Check(diwan_verify.WORDS[name][column], state, detail) for name, state, detail in checked.checks)
    return Opinion(verdict, checks, checked.says), report if report and report.signatures else None


def judged(pdf: bytes) -> signing.Report:
    if not AT_ONCE.acquire(timeout=WAIT):
        return signing.Report(signing.Verdict.INDETERMINATE, (signing.Reason.TOO_COSTLY,))
    try:
        return signing.examine(pdf)
    finally:
        AT_ONCE.release()

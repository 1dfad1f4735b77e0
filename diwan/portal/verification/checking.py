"""The checks of a PDF, by the very program that is offered to strangers, and a second opinion by pyHanko."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from diwan.engines.signing import api as signing
from diwan.verifier import diwan_verify


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


def examine(pdf: bytes) -> Opinion:
    """Judge a file a stranger holds out; never raises for what is in it.

    Genuine only when both agree: our own reader, written for offline use, and pyHanko's full validation, which also
    looks for changes hidden in later revisions.
    """
    report = diwan_verify.Report()
    verdict = diwan_verify.judge(pdf, diwan_verify.certificates_in(signing.root_certificate_pem().decode()), report)
    if verdict in {"genuine", "undecided"} and signing.validate(pdf).verdict == signing.Verdict.FAILED:
        report.add("whole", False, "pyHanko")
        verdict = "not genuine"
    language = get_language() if get_language() in diwan_verify.LANGUAGES else "ar"
    column = diwan_verify.LANGUAGES.index(language)
    checks = tuple(Check(diwan_verify.WORDS[name][column], state, detail) for name, state, detail in report.checks)
    return Opinion(verdict, checks, report.says)

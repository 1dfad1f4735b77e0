"""Each attack of the corpus is found and each honest file passes: the same corpus as `diwan bench validation`."""

from __future__ import annotations

import random
import re

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from benchmarks import signed_corpus
from diwan.engines.signing import api
from diwan.engines.signing.api import Reason, Trust, Verdict

FAMILIES = ("shadow", "certified", "incremental", "wrapping", "universal", "altered", "content", "forms", "forged")


@pytest.fixture(scope="session")
def corpus() -> list[signed_corpus.Case]:
    return list(signed_corpus.corpus(programs=False))


@pytest.fixture(scope="session")
def trust() -> Trust:
    return Trust((signed_corpus.world().root.certificate.public_bytes(Encoding.DER),))


def judged(case: signed_corpus.Case, trust: Trust) -> api.Report:
    return api.validate(case.pdf, now=signed_corpus.NOW, trust=trust)


def named(corpus, name: str) -> signed_corpus.Case:
    return next(case for case in corpus if case.name == name)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_attack_of_a_family_is_found(corpus, trust, family):
    cases = [case for case in corpus if case.family == family]
    assert cases
    found = {case.name: judged(case, trust) for case in cases}
    wrong = {c.name: (found[c.name].verdict, c.expected) for c in cases if found[c.name].verdict != c.expected}
    assert not wrong
    assert all(report.reasons for report in found.values())


def test_no_honest_file_is_accused(corpus, trust):
    honest = [case for case in corpus if not case.attacked]
    assert len(honest) >= 60
    assert sum(case.attacked for case in corpus) >= 60
    accused = {c.name: r.reasons for c in honest if (r := judged(c, trust)).verdict != Verdict.PASSED}
    assert not accused


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("replace-form-overlay", Reason.SHOWS_OTHERWISE),
        ("ssa-approval", Reason.COVERED_OVER),
        ("ssa-approval-signed-by-a-colleague", Reason.COVERED_OVER),
        ("eaa-freetext-3", Reason.CHANGED_AFTER),
        ("eaa-highlight-3", Reason.CHANGED_AFTER),
        ("signature-taken-away", Reason.SIGNATURE_GONE),
        ("title-rewritten", Reason.CHANGED_AFTER),
        ("null-contents", Reason.MALFORMED),
        ("odd-subfilter", Reason.MALFORMED),
        ("second-part-at-the-end-0", Reason.NOT_COVERED),
        ("one-digit", Reason.CHANGED),
        ("signature-octets", Reason.FORGED),
        ("expired", Reason.EXPIRED),
        ("expired-stamped-too-late", Reason.EXPIRED),
        ("not-yet-valid", Reason.NOT_YET_VALID),
        ("revoked", Reason.REVOKED),
        ("untrusted", Reason.UNTRUSTED),
        ("key-for-encryption", Reason.WRONG_USE),
        ("algorithms-sha1", Reason.WEAK),
        ("algorithms-md5", Reason.WEAK),
        ("stamp-of-another-authority", Reason.TIME_STAMP),
        ("stamp-of-another-signature", Reason.TIME_STAMP_BROKEN),
        ("certificate-exchanged", Reason.NO_CERTIFICATE),
    ],
)
def test_the_reason_is_the_right_one(corpus, trust, name, reason):
    assert reason in judged(named(corpus, name), trust).reasons


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("signed-pikepdf", ["B-B"]),
        ("b-t", ["B-T"]),
        ("b-lt", ["B-LT"]),
        ("b-lta", ["B-LTA"]),
        ("b-lta-renewed-twice", ["B-LTA"]),
        ("adobe-subfilter", ["other"]),
        ("three-signatures", ["B-B", "B-B", "B-B"]),
    ],
)
def test_the_level_is_told(corpus, trust, name, levels):
    assert [one.level for one in judged(named(corpus, name), trust).signatures] == levels


def test_what_was_added_is_told(corpus, trust):
    kinds = {
        name: judged(named(corpus, name), trust).signatures[0].modified
        for name in ("signed-pikepdf", "b-lta-renewed", "form-filled-2", "note-under-3", "page-rotated")
    }
    assert kinds == {
        "signed-pikepdf": "none",
        "b-lta-renewed": "lta_updates",
        "form-filled-2": "form_filling",
        "note-under-3": "annotations",
        "page-rotated": "other",
    }


def test_a_page_that_looks_otherwise_is_shown_where_it_does(corpus, trust):
    (signature,) = judged(named(corpus, "form-filled-2"), trust).signatures
    (picture,) = signature.pictures
    assert picture.page == 1
    assert picture.allowed
    (left, top, right, bottom), *_ = picture.boxes
    assert 0.1 < left < right < 0.7  # the field stands at 72…372 of 612 points, 168…192 of 792 from above
    assert 0.2 < top < bottom < 0.26


def test_any_octet_that_was_signed_counts(corpus, trust):
    """Whatever octet of the signed range is turned, the verdict is TOTAL-FAILED."""
    pdf = named(corpus, "signed-pikepdf").pdf
    hole = re.search(rb"/Contents\s*<([0-9A-Fa-f]+)>", pdf)
    assert hole
    places = [n for n in range(len(pdf)) if not hole.start(1) - 1 <= n < hole.end(1) + 1]
    for place in random.Random(11).sample(places, 150):
        turned = pdf[:place] + bytes([pdf[place] ^ 4]) + pdf[place + 1 :]
        report = api.validate(turned, now=signed_corpus.NOW, trust=trust)
        assert report.verdict == Verdict.FAILED, place


def test_the_report_travels_whole(corpus, trust):
    report = judged(named(corpus, "ssa-approval"), trust)
    assert api.Report.from_json(report.as_json()) == report


def test_a_strangers_file_is_judged_in_a_process_of_its_own(corpus, trust):
    case = named(corpus, "b-lta")
    assert api.examine(case.pdf, now=signed_corpus.NOW, trust=trust) == judged(case, trust)
    bomb = b"%PDF-1.7\n" + b"1 0 obj\n" + b"[" * 200_000
    assert api.examine(bomb, trust=trust).verdict != Verdict.PASSED

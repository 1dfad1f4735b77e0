"""The stand-alone verifier on receipts: genuine ones pass, and nothing can be changed unseen."""

import copy
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from diwan.engines.signing import api
from diwan.verifier import diwan_verify
from tests.helpers import receipts

ALL = {"bytes", "seal", "time", "authority", "chain", "whole", "entry", "tree", "checkpoint", "content"}


def flipped(pdf: bytes, place: int, bit: int = 0) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1 << bit]) + pdf[place + 1 :]


def hole(pdf: bytes) -> re.Match:
    return re.search(rb"/Contents\s*<([0-9A-Fa-f]+)>", pdf)


def test_a_genuine_receipt_passes_every_check_and_says_what_it_proves(verify, sealed, root):
    answer = verify(sealed, "--trust", str(root))
    assert (answer.status, answer.verdict) == (0, "genuine")
    assert answer.states == dict.fromkeys(ALL, "ok")
    assert answer.said["register_number"] == 1284
    assert answer.said["facts"]["reference"] == "و 2026/1284"
    assert answer.said["content"]["pieces"][0]["sha256"] == receipts.data()["pieces"][0]["sha256"]
    assert answer.said["signer"] == "CN=MEN seal,O=MEN"


def test_without_a_root_it_is_undecided_and_shows_the_fingerprint(verify, sealed):
    answer = verify(sealed)
    assert (answer.status, answer.verdict) == (2, "undecided")
    assert answer.states["chain"] == answer.states["authority"] == "not checked"
    ours = diwan_verify.certificates_in(api.root_certificate_pem().decode())[0]
    assert diwan_verify.fingerprint(ours) in str(answer.said["checks"])


def test_the_roots_a_portal_fills_in_count_as_given(verify, sealed, monkeypatch):
    offered: dict = {"__name__": "offered"}
    exec(compile(api.stand_alone_verifier(), "diwan_verify.py", "exec"), offered)
    monkeypatch.setattr(diwan_verify, "ROOTS", offered["ROOTS"])
    assert verify(sealed).verdict == "genuine"


def test_another_root_is_not_good_enough(verify, sealed, settings, tmp_path):
    settings.DIWAN_HOME = tmp_path / "other"
    (tmp_path / "other.pem").write_bytes(api.root_certificate_pem())
    answer = verify(sealed, "--trust", str(tmp_path / "other.pem"))
    assert (answer.status, answer.states["chain"]) == (1, "failed")


def test_a_piece_is_recognised_by_its_octets(verify, sealed, root, tmp_path):
    piece = tmp_path / "piece.pdf"
    piece.write_bytes(receipts.PIECE)
    assert verify(sealed, "--trust", str(root), "--piece", str(piece)).states["piece"] == "ok"
    piece.write_bytes(receipts.PIECE + b" ")
    answer = verify(sealed, "--trust", str(root), "--piece", str(piece))
    assert (answer.status, answer.states["piece"]) == (1, "failed")


@pytest.mark.parametrize("seed", range(4))
def test_no_octet_can_be_changed_unseen(verify, sealed, root, seed):
    """Anywhere: text, attachment, cross-references, and each part of the signature, also those nothing signs."""
    dice = random.Random(seed)
    inside = range(hole(sealed).start(1), hole(sealed).end(1))
    for place in [*dice.sample(range(len(sealed)), 40), *dice.sample(inside, 80)]:
        changed = flipped(sealed, place, dice.randrange(8))
        assert verify(changed, "--trust", str(root)).status != 0, place


def test_a_file_cut_anywhere_is_not_genuine(verify, sealed, root):
    for end in random.Random(5).sample(range(8, len(sealed)), 40):
        assert verify(sealed[:end], "--trust", str(root)).verdict == "not genuine"


def test_octets_after_the_end_are_found(verify, sealed, root):
    for added in (b"\n", b"% harmless\n", bytes(50)):
        assert verify(sealed + added, "--trust", str(root)).status == 1


def test_an_appended_revision_is_found(verify, sealed, root, appended):
    turned = appended(sealed, lambda writer: writer.pages[0].rotate(180))
    answer = verify(turned, "--trust", str(root))
    assert (answer.status, answer.states["whole"]) == (1, "failed")


def test_a_swapped_attachment_is_found(verify, sealed, root, appended):
    swapped = appended(sealed, lambda writer: writer.add_attachment("proof.json", b"{}"))
    assert verify(swapped, "--trust", str(root)).status == 1


def test_behind_a_second_seal_the_first_one_is_checked_but_not_what_came_between(verify, sealed, root, appended):
    twice = api.seal(sealed, administration_code="MEF", reason="Countersealed", at=receipts.AT)
    answer = verify(twice, "--trust", str(root))
    assert (answer.status, answer.states["seal"], answer.states["whole"]) == (2, "ok", "not checked")
    assert verify(flipped(twice, 300), "--trust", str(root)).status == 1
    turned = appended(sealed, lambda writer: writer.pages[0].rotate(180))
    resealed = api.seal(turned, administration_code="MEF", reason="Countersealed", at=receipts.AT)
    assert verify(resealed, "--trust", str(root)).verdict == "undecided"
    assert api.validate(resealed).reasons == (api.Reason.CHANGED_AFTER,)  # with pyHanko at hand, they are compared


def test_compressed_objects_are_followed(verify, journal, root, tmp_path):
    (tmp_path / "plain.pdf").write_bytes(receipts.render(proof=journal[1]))
    command = ["qpdf", "--object-streams=generate", "plain.pdf", "packed.pdf"]
    subprocess.run(command, cwd=tmp_path, check=True)
    packed = (tmp_path / "packed.pdf").read_bytes()
    assert b"/ObjStm" in packed
    resealed = api.seal(packed, administration_code="MEN", reason="r", at=receipts.AT)
    assert verify(resealed, "--trust", str(root)).states == dict.fromkeys(ALL, "ok")


def test_a_seal_with_an_elliptic_curve_is_followed(verify, settings, tmp_path, journal):
    settings.DIWAN_HOME, settings.DIWAN_SEAL_KEY = tmp_path / "p256", "p256"
    pdf = api.seal(receipts.render(proof=journal[1]), administration_code="MEN", reason="r", at=receipts.AT)
    (tmp_path / "p256.pem").write_bytes(api.root_certificate_pem())
    assert verify(pdf, "--trust", str(tmp_path / "p256.pem")).verdict == "genuine"


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        (lambda p: p["entry"]["body"]["facts"].update(reference="و 2026/1285"), "entry"),
        (lambda p: p["entry"]["body"].update(at="2026-11-17T09:02:03.123456Z"), "entry"),
        (lambda p: p["entry"].update(number=1285), "entry"),
        (lambda p: p["entry"].update(position=p["entry"]["position"] + 1), "entry"),
        (lambda p: p["entry"].update(previous="00" * 32), "entry"),
        (lambda p: p["path"].pop(), "tree"),
        (lambda p: p["path"].reverse(), "tree"),
        (lambda p: p["checkpoint"].update(root="00" * 32), "tree"),
        (lambda p: p["checkpoint"].update(at="2026-11-18T09:00:00.000000Z"), "checkpoint"),
        (lambda p: p["checkpoint"].update(size=p["checkpoint"]["size"] + 1), "checkpoint"),
        (lambda p: p["checkpoint"].update(signature="00" * 64), "checkpoint"),
        (lambda p: p["checkpoint"].update(public_key=receipts.Journal().public), "checkpoint"),
    ],
)
def test_even_under_a_good_seal_a_proof_must_hold(verify, with_proof, journal, root, changed, check):
    proof = copy.deepcopy(journal[1])
    changed(proof)
    answer = verify(with_proof(proof), "--trust", str(root))
    assert (answer.status, answer.states[check]) == (1, "failed")


def test_a_receipt_before_its_checkpoint_is_undecided(verify, with_proof, journal, root):
    answer = verify(with_proof({**journal[1], "path": [], "checkpoint": None}), "--trust", str(root))
    assert answer.states["entry"] == "ok"
    assert (answer.status, answer.states["tree"]) == (2, "not checked")


def test_other_content_than_was_entered_is_found(verify, journal, root):
    pdf = receipts.render(proof=journal[1], content=receipts.CONTENT.replace("طلب".encode(), "تظلم".encode(), 1))
    pdf = api.seal(pdf, administration_code="MEN", reason="r", at=receipts.AT)
    answer = verify(pdf, "--trust", str(root))
    assert (answer.status, answer.states["content"]) == (1, "failed")


def test_a_sealed_document_without_a_proof_says_so(verify, root):
    pdf = api.seal(receipts.render(), administration_code="MEN", reason="r", at=receipts.AT)
    answer = verify(pdf, "--trust", str(root))
    assert (answer.verdict, answer.states["proof"]) == ("genuine", "absent")


def test_what_is_not_sealed_is_not_genuine_and_what_is_no_pdf_is_unusable(verify, root):
    assert verify(receipts.render(), "--trust", str(root)).status == 1
    for useless in (b"", b"hello", b"PK\x03\x04"):
        assert (verify(useless).status, verify(useless).verdict) == (2, "unusable")
    assert verify.command("missing.pdf").status == 2


def test_a_file_cannot_steer_the_terminal(verify, with_proof, journal, root, tmp_path, capsys):
    proof = copy.deepcopy(journal[1])
    proof["entry"]["body"]["subject"] = "\x1b]0;owned\x07\u202eGENUINE\n"
    verify(with_proof(proof))
    diwan_verify.main([str(tmp_path / "document.pdf")])
    said = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert said.splitlines()[-1] == "NOT GENUINE"


@pytest.mark.parametrize(("language", "word"), [("en", "GENUINE"), ("fr", "AUTHENTIQUE"), ("ar", "أصلية")])
def test_it_speaks_three_languages(sealed, root, tmp_path, capsys, language, word):
    (tmp_path / "r.pdf").write_bytes(sealed)
    assert diwan_verify.main([str(tmp_path / "r.pdf"), "--trust", str(root), "--lang", language]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == word
    assert all(len(words) == 3 and all(words) for words in diwan_verify.WORDS.values())


def test_it_stands_alone(sealed, root, tmp_path):
    """Copied to a folder of its own, with nothing importable but the standard library and `cryptography`."""
    import cryptography

    alone, allowed = tmp_path / "diwan_verify.py", tmp_path / "allowed"
    alone.write_bytes(Path(diwan_verify.__file__).read_bytes())
    allowed.mkdir()
    site = Path(cryptography.__file__).parents[1]
    for package in ("cryptography", "cffi", "_cffi_backend", "pycparser", "typing_extensions.py"):
        for found in [site / package, *site.glob(f"{package}*.so")]:
            if found.exists() and not (allowed / found.name).exists():
                (allowed / found.name).symlink_to(found)
    (tmp_path / "r.pdf").write_bytes(sealed)
    run = f"import sys, runpy; sys.path.append({str(allowed)!r}); runpy.run_path({str(alone)!r}, run_name='__main__')"
    command = [sys.executable, "-I", "-S", "-c", run, str(tmp_path / "r.pdf"), "--trust", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["GENUINE"]), done.stderr

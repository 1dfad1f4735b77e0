"""The verifier and the journal were written apart: here they meet."""

import io
import json

import pytest

from diwan.core.journal import api as journal
from diwan.engines.signing import api as signing
from tests.helpers import receipts

CHAINS = ["register:1:2026", "accounts", "سجل الواردات", "register:10:2026", "register:2:2026"]


@pytest.fixture
def written(db) -> list[journal.Appended]:
    """Three checkpoints over five chains, and one entry since."""
    made = []
    for round_ in range(3):
        for n in range(11):
            facts = {"text": 'طلب "عمل" \u2028\u0000é\\/', "n": n, "nested": {"b": [1, None, True], "a": 1.5}}
            place = {"chain": CHAINS[n % 5], "kind": "register.entered", "subject": f"deposit:{n}"}
            made.append(journal.append(**place, at=receipts.AT, actor_id=None, facts=facts, number=round_ * 11 + n))
        journal.checkpoint(now=receipts.AT)
    journal.append(chain="accounts", kind="k", at=receipts.AT, actor_id=7, subject="s", facts={})
    return made


def test_an_export_is_followed_to_the_last_line(written, verify, tmp_path):
    export, key = tmp_path / "export.jsonl", tmp_path / "key.pem"
    out = io.StringIO()
    journal.export(out)
    export.write_text(out.getvalue())
    key.write_text(journal.public_key_pem())
    answer = verify.command("--journal", str(export), "--journal-key", str(key))
    assert answer.states == {"journal": "ok", "key": "ok", "open": "not checked"}
    assert (answer.said["entries"], answer.said["chains"], answer.said["checkpoints"]) == (34, 5, 3)
    export.write_text("\n".join(out.getvalue().split("\n")[:-2]))
    assert verify.command("--journal", str(export), "--journal-key", str(key)).verdict == "genuine"


def test_each_proof_holds(written, verify, root):
    for entry in written[::7]:
        proof = journal.proof(entry.chain, entry.position)
        pdf = signing.seal(
            receipts.render(proof=json.loads(json.dumps(proof))), administration_code="MEN", reason="r", at=receipts.AT
        )
        answer = verify(pdf, "--trust", str(root))
        assert {answer.states[check] for check in ("entry", "tree", "checkpoint")} == {"ok"}

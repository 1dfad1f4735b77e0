import io
import json
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest

from diwan.engines.signing import api
from diwan.verifier import diwan_verify
from tests.helpers import receipts


@dataclass
class Answer:
    """What the command answered."""

    status: int
    verdict: str
    states: dict
    said: dict


@pytest.fixture(scope="session")
def root(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("trust") / "root.pem"
    path.write_bytes(api.root_certificate_pem())
    return path


@pytest.fixture
def verify(tmp_path, capsys):
    """Run the command on these octets, and read its line for programs."""

    def run(pdf: bytes, *options: str) -> Answer:
        file = tmp_path / "document.pdf"
        file.write_bytes(pdf)
        return asked(str(file), *options)

    def asked(*arguments: str) -> Answer:
        capsys.readouterr()
        status = diwan_verify.main([*arguments, "--json"])
        said = json.loads(capsys.readouterr().out)
        states = {}
        for check in said["checks"]:  # the worst, where two seals were looked at
            states[check["check"]] = max(states.get(check["check"], ""), check["state"], key=worst)
        return Answer(status, said["verdict"], states, said)

    run.command = asked
    return run


def worst(state: str) -> int:
    return ["", "absent", "ok", "not checked", "failed"].index(state)


@pytest.fixture(scope="session")
def journal() -> tuple[receipts.Journal, dict]:
    return receipts.journal_with_receipt()


@pytest.fixture(scope="session")
def sealed(journal) -> bytes:
    pdf = receipts.render(proof=journal[1])
    return api.seal(pdf, administration_code="MEN", reason="Receipt of deposit", at=receipts.AT)


@pytest.fixture
def with_proof():
    """A receipt sealed over any proof: what a dishonest administration could hand out."""

    def make(proof) -> bytes:
        pdf = receipts.render(proof=proof)
        return api.seal(pdf, administration_code="MEN", reason="Receipt of deposit", at=receipts.AT)

    return make


@pytest.fixture
def appended():
    """The PDF with one more revision, made by another tool."""

    def make(pdf: bytes, change) -> bytes:
        writer = pypdf.PdfWriter(io.BytesIO(pdf), incremental=True)
        change(writer)
        out = io.BytesIO()
        writer.write(out)
        assert out.getvalue().startswith(pdf)
        return out.getvalue()

    return make

"""The stand-alone verifier on a whole journal: what was changed is found, and said where."""

import copy
import json

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.helpers import receipts


@pytest.fixture
def journal() -> receipts.Journal:
    """Three checkpoints over two chains, and one entry since."""
    made = receipts.Journal()
    for round_ in range(3):
        for n in range(5 + round_):
            made.append("register:1:2026" if n % 2 else "accounts", number=n % 2 * (round_ * 10 + n), n=n)
        made.checkpoint()
    return made


@pytest.fixture
def check(verify, tmp_path):
    def run(journal: receipts.Journal, lines: list[dict]):
        export, key = tmp_path / "export.jsonl", tmp_path / "key.pem"
        export.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
        key.write_bytes(journal.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        return verify.command("--journal", str(export), "--journal-key", str(key))

    return run


def test_a_whole_journal_is_genuine(check, journal):
    answer = check(journal, journal.export)
    assert (answer.status, answer.verdict) == (0, "genuine")
    assert (answer.said["entries"], answer.said["chains"], answer.said["checkpoints"]) == (18, 2, 3)


def test_without_the_expected_key_it_is_undecided(verify, journal, tmp_path):
    export = tmp_path / "export.jsonl"
    export.write_text("".join(json.dumps(line) + "\n" for line in journal.export))
    answer = verify.command("--journal", str(export))
    assert (answer.status, answer.states["key"]) == (2, "not checked")


def test_a_journal_signed_anew_by_someone_else_is_not_genuine(check, journal):
    other = receipts.Journal()
    assert check(other, journal.export).status == 1


def test_entries_not_yet_in_a_checkpoint_are_said(check, journal):
    late = journal.append("accounts")
    answer = check(journal, [*journal.export, journal.line(late)])
    assert (answer.status, answer.states["open"]) == (2, "not checked")


def leaves(value, way=()):
    """Every value of an export's line, however deep, with the way to it."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*way, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*way, place))
    else:
        yield way, value


def changed(value):
    if isinstance(value, int):
        return value + 1
    if value is None:
        return 1
    return value[:-1] + ("0" if value[-1:] != "0" else "1")


def test_a_change_to_any_value_of_any_line_is_found_there(check, journal):
    tried = 0
    for place, line in enumerate(journal.export):
        for way, value in leaves(line):
            lines = copy.deepcopy(journal.export)
            inner = lines[place]
            for key in way[:-1]:
                inner = inner[key]
            inner[way[-1]] = changed(value)
            answer = check(journal, lines)
            assert answer.status == 1, (place, way)
            (said,) = [c["detail"] for c in answer.said["checks"] if c["check"] == "journal"]
            assert said.startswith(f"line {place + 1}:"), (way, said)
            tried += 1
    assert tried > 200


def test_a_line_left_out_doubled_or_moved_is_found(check, journal):
    for place in range(len(journal.export) - 1):
        lines = list(journal.export)
        del lines[place]
        assert check(journal, lines).status == 1, place
        assert check(journal, [*lines[:place], *[journal.export[place]] * 2, *lines[place:]]).status == 1, place
    swapped = [journal.export[1], journal.export[0], *journal.export[2:]]
    assert check(journal, swapped).status == 1


def test_garbage_is_refused(verify, tmp_path):
    export = tmp_path / "export.jsonl"
    for garbage in ("nonsense\n", '{"type": "entry"}\n', "[]\n", "[" * 100_000):
        export.write_text(garbage)
        assert verify.command("--journal", str(export)).status == 1
    export.write_text("")
    assert verify.command("--journal", str(export)).status == 2
    export.write_bytes(b"\xff\xfe")
    assert verify.command("--journal", str(export)).status == 2

"""Entries stand in a chain; nobody changes one."""

from __future__ import annotations

import hashlib
import json

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from diwan.core.journal import api as journal
from diwan.core.journal.models import Chain, Entry
from diwan.server.database import ensure

from .conftest import START


def test_a_leaf_is_the_hash_that_the_format_describes(write):
    first, second = write("register:1:incoming:2026", 2)
    body = bytes(Entry.objects.get(chain__name=second.chain, position=2).body)
    assert json.loads(body) == {
        "actor": None,
        "at": "2026-11-18T10:02:04.123456Z",
        "chain": "register:1:incoming:2026",
        "facts": {"n": 1, "title": "طلب شهادة العمل"},
        "kind": "letter.received",
        "subject": "deposit:1",
        "v": 1,
    }
    by_hand = b"\x00" + (2).to_bytes(8, "big") + first.leaf + (2).to_bytes(8, "big") + hashlib.sha256(body).digest()
    assert second.leaf == hashlib.sha256(by_hand).digest()
    chain = Chain.objects.get(name=second.chain)
    assert (chain.length, bytes(chain.head)) == (2, second.leaf)


def test_chains_do_not_mix(write):
    write("a", 3)
    (other,) = write("b")
    assert other.position == 1


def test_an_append_is_one_query(write, django_assert_num_queries):
    write("a")
    with django_assert_num_queries(1):
        write("a")


@pytest.mark.django_db(transaction=True)
def test_an_entry_cannot_part_from_its_act():
    with pytest.raises(transaction.TransactionManagementError):
        journal.append(chain="a", kind="k", at=START, actor_id=None, subject="s", facts={})


def test_what_is_rolled_back_leaves_no_hole(write):
    write("a")
    with transaction.atomic():
        write("a", 5)
        transaction.set_rollback(True)
    assert write("a")[0].position == 2
    assert journal.verify().intact


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET kind = 'other'",
        "DELETE FROM journal_entry",
        "UPDATE journal_checkpoint SET size = 2",
        "DELETE FROM journal_checkpoint",
        "DELETE FROM journal_checkpointspan",
    ],
)
def test_not_even_the_owner_changes_what_is_written(write, statement):
    write("a")
    journal.checkpoint(now=START)
    with pytest.raises(ProgrammingError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(statement)


def test_not_even_the_owner_empties_it(write):
    write("a")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER journal_not_emptied")  # off in tests, see conftest
        with pytest.raises(ProgrammingError, match="only ever added to"), transaction.atomic():
            cursor.execute("TRUNCATE journal_entry")


@pytest.fixture
def as_application(transactional_db):
    """Be signed in to the database as the application is, not as the owner of the schema."""
    login = psycopg.conninfo.conninfo_to_dict(ensure().app)
    if login["user"] == connection.settings_dict["USER"]:
        pytest.skip("this database has one role for everything")
    ours = {"USER": login["user"], "PASSWORD": login["password"]}
    kept = {name: connection.settings_dict[name] for name in ours}
    connection.close()
    connection.settings_dict |= ours
    yield
    connection.close()
    connection.settings_dict |= kept


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET kind = 'other'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "INSERT INTO journal_entry SELECT * FROM journal_entry",
        "UPDATE journal_chain SET length = 0",
        "INSERT INTO journal_chain (name, length, head) VALUES ('x', 0, '')",
        "UPDATE journal_checkpoint SET size = 0",
        "DELETE FROM journal_checkpointspan",
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
    ],
)
def test_the_application_has_no_right_to(as_application, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_application_can_append_and_seal(as_application, write):
    with transaction.atomic():
        write("a", 2)
    assert journal.checkpoint(now=START).size == 2
    assert journal.verify().intact

"""The letter that answers a deposit, brought to its depositor: answered in law, and proved when it is read."""

from __future__ import annotations

import pytest

from diwan.core.files import api as files
from diwan.core.organisations.api import ANONYMOUS
from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery import tasks
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.models import Message
from diwan.correspondence.letters import api as letters
from diwan.engines.signing import api as signing
from tests.core import people
from tests.helpers import world
from tests.helpers.delivery import events, outgoing, send
from tests.helpers.jobs import run_jobs

SENT = ["SubmissionAcceptance", "ContentConsignment", "ConsignmentNotification"]


@pytest.fixture
def handed(ministry):
    """A deposit at the office of the ministry, registered as a letter, and its answer numbered."""
    ministry.office.accepts_public = True
    ministry.office.save(update_fields=["accepts_public"])
    handed_in = world.deposit(ministry.office)
    came = letters.register(
        actor=ministry.actor("clerk"),
        office_id=ministry.office.pk,
        kind=letters.Kind.INCOMING,
        letter=letters.NewLetter(
            subject=handed_in.deposit.subject,
            parties=(letters.Correspondent(name="نجاة الرميلي", kind=letters.PartyKind.PERSON),),
            origin=f"deposit:{handed_in.deposit.pk}",
        ),
        now=people.NOW,
    )
    depositor = letters.Correspondent(
        role=letters.PartyRole.ADDRESSEE, kind=letters.PartyKind.PERSON, name="نجاة الرميلي"
    )
    reply = outgoing(ministry, depositor, body="تقرر قبول طلبكم")
    letters.link(letter=reply, other_id=came.pk, kind=letters.LinkKind.ANSWERS, now=people.NOW)
    return handed_in, reply


def test_the_depositor_reads_the_sealed_answer(ministry, handed):
    handed_in, reply = handed
    sending = send(ministry, reply, "public")
    run_jobs()
    sending.refresh_from_db()
    assert sending.state == "consigned", (sending.reason, sending.last_error)
    assert sorted(events(sending)) == sorted(SENT)
    deposit = deposits.by_id(handed_in.deposit.pk)
    assert deposit.state == "answered"
    message = Message.objects.get(deposit=deposit, kind="reply")
    assert message.text == "تقرر قبول طلبكم"
    with files.open_file(message.files.get().file_id) as sealed:
        assert signing.validate(sealed.read()).signatures[0].signer == "MEN seal"
    deposits.read(
        actor=ANONYMOUS,
        deposit_id=deposit.pk,
        code=handed_in.code,
        answer=True,
        now=people.NOW,
    )
    run_jobs()
    sending.refresh_from_db()
    assert sending.state == "accepted"
    assert sorted(events(sending)) == sorted([*SENT, "ContentHandover"])


def test_carried_twice_it_answers_once(ministry, handed):
    _handed_in, reply = handed
    sending = send(ministry, reply, "public")
    run_jobs()
    tasks.carry(sending_id=sending.pk)
    assert Message.objects.filter(kind="reply").count() == 1


def test_what_was_answered_meanwhile_is_not_answered_again(ministry, handed):
    handed_in, reply = handed
    sending = send(ministry, reply, "public")
    deposits.return_(actor=people.SYSTEM, deposit_id=handed_in.deposit.pk, reason="ناقص", now=people.NOW)
    run_jobs()
    sending.refresh_from_db()
    assert sending.state == "failed"
    assert sorted(events(sending)) == ["ContentConsignmentFailure", "SubmissionAcceptance"]


def test_it_is_offered_to_the_depositor_alone(ministry, handed):
    _handed_in, reply = handed
    other = letters.Correspondent(role=letters.PartyRole.ADDRESSEE, kind=letters.PartyKind.PERSON, name="شخص آخر")
    stranger = outgoing(ministry, other)
    came = reply.links.get().other_id
    letters.link(letter=stranger, other_id=came, kind=letters.LinkKind.ANSWERS, now=people.NOW)
    for letter in (stranger, outgoing(ministry, other)):
        with pytest.raises(delivery.NoWay):
            send(ministry, letter, "public")

"""Between registry offices of one instance: sent, accepted, refused, returned, withdrawn; proved at both ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from diwan.core.notifications.models import Notification
from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery import tasks
from diwan.correspondence.delivery.models import Arrival, Sending
from diwan.correspondence.delivery.operations import arriving, carrying, expiring
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.helpers.delivery import addressee, arrival_of, events, outgoing, send
from tests.helpers.jobs import run_jobs

SENT = ["SubmissionAcceptance"]
THERE = [*SENT, "RelayAcceptance", "NotificationForAcceptance"]
WHY = {"code": delivery.Why.WRONG_ADDRESSEE, "reason": "ليس من اختصاصنا"}


def both(sending, arrival) -> tuple[list[str], list[str]]:
    return sorted(events(sending)), sorted(events(arrival))


def test_a_letter_is_sent_in_the_transaction_that_says_so(letter, sending):
    letter.refresh_from_db()
    assert (letter.state, sending.state) == ("sent", "waiting")
    assert events(sending) == SENT
    assert letter.acts.filter(kind="delivery.sent").exists()
    assert not Arrival.objects.exists()  # nothing left before the commit


class TestEveryEnd:
    """For each end of a sending, exactly the evidence it leaves at both ends."""

    def test_arrived(self, sending):
        run_jobs()
        sending.refresh_from_db()
        assert sending.state == "consigned"
        assert both(sending, arrival_of(sending)) == (sorted(THERE), sorted(THERE))

    def test_accepted(self, other_ministry, sending):
        run_jobs()
        there = delivery.accept(actor=other_ministry.actor("clerk"), arrival_id=arrival_of(sending).pk, now=people.NOW)
        run_jobs()
        sending.refresh_from_db()
        assert (sending.state, sending.their_reference) == ("accepted", there.reference)
        expected = sorted([*THERE, "ConsignmentAcceptance", "ContentConsignment", "ContentHandover"])
        assert both(sending, arrival_of(sending)) == (expected, expected)
        assert (there.kind, there.medium, there.their_reference) == ("incoming", "exchange", sending.letter.reference)
        assert there.pieces.count() == sending.letter.pieces.count() == 1
        assert there.origin == f"arrival:{arrival_of(sending).pk}"

    def test_refused(self, other_ministry, sending):
        run_jobs()
        arrival = arrival_of(sending)
        delivery.refuse(actor=other_ministry.actor("clerk"), arrival_id=arrival.pk, now=people.NOW, **WHY)
        run_jobs()
        sending.refresh_from_db()
        assert (sending.state, sending.reason_code, sending.reason) == ("refused", "wrong_addressee", WHY["reason"])
        expected = sorted([*THERE, "ConsignmentRejection"])
        assert both(sending, arrival) == (expected, expected)
        assert not letters.Letter.objects.filter(origin=f"arrival:{arrival.pk}").exists()

    def test_returned(self, other_ministry, sending):
        run_jobs()
        arrival, clerk = arrival_of(sending), other_ministry.actor("clerk")
        there = delivery.accept(actor=clerk, arrival_id=arrival.pk, now=people.NOW)
        run_jobs()
        delivery.return_(actor=clerk, arrival_id=arrival.pk, now=people.NOW, **WHY)
        run_jobs()
        sending.refresh_from_db()
        there.refresh_from_db()
        assert (sending.state, there.state) == ("returned", "returned")
        ends = ["ConsignmentAcceptance", "ContentConsignment", "ContentHandover", "ConsignmentRejection/return"]
        expected = sorted([*THERE, *ends])
        assert both(sending, arrival) == (expected, expected)

    def test_returned_from_the_page_of_the_letter(self, other_ministry, sending):
        run_jobs()
        arrival, clerk = arrival_of(sending), other_ministry.actor("clerk")
        there = delivery.accept(actor=clerk, arrival_id=arrival.pk, now=people.NOW)
        letters.return_(actor=clerk, letter_id=there.pk, reason="ليس من اختصاصنا", now=people.NOW)
        run_jobs()
        sending.refresh_from_db()
        assert (sending.state, sending.reason) == ("returned", "ليس من اختصاصنا")
        assert arrival_of(sending).state == "returned"

    def test_withdrawn_before_it_left(self, ministry, sending):
        delivery.withdraw(actor=ministry.actor("clerk"), sending_id=sending.pk, reason="خطأ", now=people.NOW)
        run_jobs()
        sending.refresh_from_db()
        assert sending.state == "withdrawn"
        assert sorted(events(sending)) == ["RelayFailure", "SubmissionAcceptance"]
        assert not Arrival.objects.exists()

    def test_withdrawn_after_it_arrived(self, ministry, sending):
        run_jobs()
        delivery.withdraw(actor=ministry.actor("clerk"), sending_id=sending.pk, reason="خطأ", now=people.NOW)
        run_jobs()
        arrival = arrival_of(sending)
        assert arrival.state == "withdrawn"
        expected = sorted([*THERE, "ContentHandoverFailure"])
        assert both(sending, arrival) == (expected, expected)

    def test_withdrawn_while_a_worker_was_slow(self, ministry, sending):
        """Its try had begun; what it carries after the withdrawal arrives nowhere, however late."""
        begun = carrying.begin(sending_id=sending.pk, now=people.NOW)
        delivery.withdraw(actor=ministry.actor("clerk"), sending_id=sending.pk, reason="خطأ", now=people.NOW)
        assert carrying.attempt(begun, people.NOW) is None
        sending.refresh_from_db()
        assert sending.state == "withdrawn"
        assert not Arrival.objects.exists()

    def test_carried_again_after_it_was_withdrawn_there(self, ministry, sending):
        """A late copy of the same message finds the withdrawn arrival: it does not come back to life."""
        run_jobs()
        delivery.withdraw(actor=ministry.actor("clerk"), sending_id=sending.pk, reason="خطأ", now=people.NOW)
        arrival = arrival_of(sending)
        coming = arriving.Coming(
            message_id=sending.message_id,
            channel="administration",
            office_id=arrival.office_id,
            envelope=sending.envelope,
            sender_code=arrival.sender_code,
            sender_name=arrival.sender_name,
        )
        again, new = arriving.arrive(coming, now=people.NOW)
        assert (again.pk, again.state, new) == (arrival.pk, "withdrawn", False)

    def test_no_office_there(self, ministry, other_ministry, sending):
        from diwan.core.organisations.operations import offices

        offices.close_registry_office(
            actor=people.SYSTEM,
            office_id=other_ministry.office.pk,
            on=people.FOUNDED + timedelta(days=1),
            now=people.NOW,
        )
        run_jobs()
        sending.refresh_from_db()
        assert (sending.state, sending.reason_code) == ("failed", "no_office")
        assert sorted(events(sending)) == ["RelayRejection", "SubmissionAcceptance"]

    def test_not_decided_in_time(self, sending):
        run_jobs()
        arrival = arrival_of(sending)
        late = arrival.arrived_at + timedelta(days=20)
        assert expiring.expire(now=late) == 1
        assert expiring.expire(now=late) == 0
        run_jobs()
        sending.refresh_from_db()
        assert sending.state == "consigned"  # the office may still decide, the sender may withdraw
        expected = sorted([*THERE, "AcceptanceRejectionExpiry"])
        assert both(sending, arrival) == (expected, expected)


class TestRefusals:
    def test_somebody_without_the_right_sends_nothing(self, ministry, letter):
        party = letter.parties.first()
        to = [delivery.Asked(party=party.pk, channel="administration")]
        with pytest.raises(NotAllowed):
            delivery.send(actor=ministry.actor("head"), letter_id=letter.pk, to=to, now=people.NOW)

    def test_the_other_ministry_does_not_send_ours(self, other_ministry, letter):
        to = [delivery.Asked(party=letter.parties.first().pk, channel="administration")]
        with pytest.raises(NotAllowed):
            delivery.send(actor=other_ministry.actor("clerk"), letter_id=letter.pk, to=to, now=people.NOW)

    def test_not_twice_to_the_same(self, ministry, letter, sending):
        with pytest.raises(delivery.OnItsWay):
            send(ministry, letter)
        with pytest.raises(IntegrityError, match="sending_one_live"), transaction.atomic():
            Sending.objects.create(
                message_id="4b0f0c3e-6d0b-4f8e-9f57-0d8d5a0b8a01",
                letter=letter,
                party=sending.party,
                envelope="{}",
                channel="post",
                asked_at=people.NOW,
                moved_at=people.NOW,
            )

    def test_nobody_chosen(self, ministry, letter):
        with pytest.raises(delivery.NobodyChosen):
            delivery.send(actor=ministry.actor("clerk"), letter_id=letter.pk, to=[], now=people.NOW)

    @pytest.mark.parametrize("channel", ["unit", "email", "post"])
    def test_a_channel_that_does_not_reach_it(self, ministry, letter, channel):
        with pytest.raises(delivery.NoWay):
            send(ministry, letter, channel)

    def test_a_letter_that_came_is_not_sent(self, ministry, other_ministry):
        from tests.helpers.letters import incoming

        came = incoming(ministry, parties=(addressee(other_ministry),))
        with pytest.raises(delivery.NotToBeSent):
            send(ministry, came)

    def test_accept_or_withdraw_one_wins(self, ministry, other_ministry, sending):
        run_jobs()
        arrival = arrival_of(sending)
        delivery.accept(actor=other_ministry.actor("clerk"), arrival_id=arrival.pk, now=people.NOW)
        # The sender has not heard of it yet.
        with pytest.raises(delivery.TooLate):
            delivery.withdraw(actor=ministry.actor("clerk"), sending_id=sending.pk, reason="خطأ", now=people.NOW)
        run_jobs()
        with pytest.raises(delivery.TooLate):
            delivery.withdraw(actor=ministry.actor("clerk"), sending_id=sending.pk, reason="خطأ", now=people.NOW)

    def test_what_was_withdrawn_is_not_accepted(self, ministry, other_ministry, sending):
        run_jobs()
        delivery.withdraw(actor=ministry.actor("clerk"), sending_id=sending.pk, reason="خطأ", now=people.NOW)
        with pytest.raises(delivery.AlreadyDecided):
            delivery.accept(actor=other_ministry.actor("clerk"), arrival_id=arrival_of(sending).pk, now=people.NOW)

    def test_a_refusal_says_why(self, other_ministry, sending):
        run_jobs()
        clerk, arrival = other_ministry.actor("clerk"), arrival_of(sending)
        for code, reason in ((delivery.Why.OTHER, "  "), (delivery.Why.BOUNCED, "نص")):
            with pytest.raises(delivery.ReasonMissing):
                delivery.refuse(actor=clerk, arrival_id=arrival.pk, code=code, reason=reason, now=people.NOW)

    def test_only_the_office_decides(self, ministry, other_ministry, sending):
        run_jobs()
        arrival = arrival_of(sending)
        for actor in (ministry.actor("clerk"), other_ministry.actor("head")):
            with pytest.raises(NotAllowed):
                delivery.accept(actor=actor, arrival_id=arrival.pk, now=people.NOW)
            assert not Arrival.objects.visible_to(actor).exists()

    def test_confidential_mail_is_for_those_who_may_open_it(self, ministry, other_ministry):
        from tests.helpers.letters import CLERK

        people.seat(
            ministry.people["finance"],
            people.post(ministry.units["root"], rights=CLERK | {"letters.confidential": "administration"}),
        )
        opener = {**vars(ministry), "actor": lambda _who: ministry.actor("finance")}
        from types import SimpleNamespace

        letter = outgoing(SimpleNamespace(**opener), other_ministry, level=letters.Level.CONFIDENTIAL)
        sending = send(SimpleNamespace(**opener), letter)
        run_jobs()
        clerk = other_ministry.actor("clerk")
        assert not Arrival.objects.visible_to(clerk).exists()
        with pytest.raises(NotAllowed):
            delivery.accept(actor=clerk, arrival_id=arrival_of(sending).pk, now=people.NOW)


class TestAgain:
    def test_what_was_refused_is_sent_again_elsewhere(self, ministry, other_ministry, letter, sending):
        run_jobs()
        delivery.refuse(actor=other_ministry.actor("clerk"), arrival_id=arrival_of(sending).pk, now=people.NOW, **WHY)
        run_jobs()
        to = delivery.Asked(party=sending.party_id, channel="administration")
        again = delivery.resend(actor=ministry.actor("clerk"), sending_id=sending.pk, to=to, now=people.NOW)
        assert again.resends_id == sending.pk
        assert again.message_id != sending.message_id
        run_jobs()
        delivery.accept(actor=other_ministry.actor("clerk"), arrival_id=arrival_of(again).pk, now=people.NOW)

    def test_what_is_on_its_way_is_not(self, ministry, sending):
        to = delivery.Asked(party=sending.party_id, channel="administration")
        with pytest.raises(delivery.NotMissed):
            delivery.resend(actor=ministry.actor("clerk"), sending_id=sending.pk, to=to, now=people.NOW)


class TestRepeats:
    def test_the_same_message_is_one_arrival(self, ministry, sending):
        run_jobs()
        Sending.objects.filter(pk=sending.pk).update(state="waiting", next_attempt_at=people.NOW)  # its note was lost
        tasks.carry(sending_id=sending.pk)
        sending.refresh_from_db()
        assert sending.state == "consigned"
        assert Arrival.objects.count() == 1
        assert sorted(events(sending)) == sorted(THERE)

    def test_another_content_under_the_same_identifier_is_not_taken(self, sending):
        run_jobs()
        arrival = arrival_of(sending)
        coming = delivery.Coming(
            message_id=sending.message_id,
            channel="administration",
            office_id=arrival.office_id,
            envelope=sending.envelope.replace("طلب", "امر"),
            sender_code="MEN",
            sender_name="x",
        )
        with pytest.raises(delivery.AnotherContent):
            delivery.arrive(coming, now=people.NOW)

    def test_an_answer_told_twice_is_noted_once(self, other_ministry, sending):
        from diwan.correspondence.delivery.operations.telling import report

        run_jobs()
        arrival = arrival_of(sending)
        delivery.accept(actor=other_ministry.actor("clerk"), arrival_id=arrival.pk, now=people.NOW)
        for _ in range(3):
            report(arrival_id=arrival.pk, now=people.NOW)
        run_jobs()
        assert sending.letter.acts.filter(kind="delivery.accepted").count() == 1
        assert len(events(sending)) == len(set(events(sending))) == 6

    def test_what_lost_its_job_gets_another(self, sending):
        later = people.NOW + timedelta(minutes=1)
        assert carrying.sweep(now=later) == 0
        assert carrying.sweep(now=people.NOW + timedelta(minutes=6)) == 1


def test_the_two_ends_are_told(ministry, other_ministry, sending):
    run_jobs()
    arrived = Notification.objects.get(kind="delivery.arrived")
    assert arrived.person_id == other_ministry.people["clerk"].pk
    assert sending.letter.subject not in arrived.subject
    delivery.accept(actor=other_ministry.actor("clerk"), arrival_id=arrival_of(sending).pk, now=people.NOW)
    run_jobs()
    assert Notification.objects.get(kind="delivery.moved").person_id == ministry.people["clerk"].pk


def test_a_unit_with_an_office_of_its_own(ministry):
    from diwan.core.organisations.operations import offices

    offices.open_registry_office(
        actor=people.SYSTEM,
        unit_id=ministry.units["DAF"].pk,
        code="MEN-DAF",
        names=people.Names("مكتب ضبط المالية"),
        on=people.FOUNDED,
        now=people.NOW,
    )
    to = addressee(ministry, name="مديرية الشؤون المالية", unit=ministry.units["DAF"].pk, kind=letters.PartyKind.UNIT)
    sending = send(ministry, outgoing(ministry, to), "unit")
    run_jobs()
    arrival = arrival_of(sending)
    assert arrival.office.code == "MEN-DAF"
    letter = delivery.accept(actor=ministry.actor("clerk"), arrival_id=arrival.pk, now=people.NOW)
    assert letter.medium == "internal"


def test_an_answer_is_linked_to_the_letter_it_answers(ministry, other_ministry, sending):
    run_jobs()
    there = delivery.accept(actor=other_ministry.actor("clerk"), arrival_id=arrival_of(sending).pk, now=people.NOW)
    reply = outgoing(other_ministry, addressee(ministry, name="وزارة التربية الوطنية"))
    letters.link(letter=reply, other_id=there.pk, kind=letters.LinkKind.ANSWERS, now=people.NOW)
    back = send(other_ministry, reply)
    run_jobs()
    here = delivery.accept(actor=ministry.actor("clerk"), arrival_id=arrival_of(back).pk, now=people.NOW)
    assert here.links.get().other_id == sending.letter_id

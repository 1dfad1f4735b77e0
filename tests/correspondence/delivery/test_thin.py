from diwan.correspondence.delivery import api as delivery
from tests.core import people
from tests.helpers.delivery import arrival_of, events
from tests.helpers.jobs import run_jobs


def test_a_letter_goes_there_and_is_registered(ministry, other_ministry, sending):
    run_jobs()
    sending.refresh_from_db()
    assert sending.state == "consigned", sending.last_error
    arrival = arrival_of(sending)
    letter = delivery.accept(actor=other_ministry.actor("clerk"), arrival_id=arrival.pk, now=people.NOW)
    run_jobs()
    sending.refresh_from_db()
    assert sending.state == "accepted"
    assert sending.their_reference == letter.reference
    arrival.refresh_from_db()
    print(events(sending), events(arrival))
    assert sorted(events(sending)) == sorted(events(arrival))

"""The operator's page: what it shows, to whom, and what its buttons do."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from diwan.core.facts import api, jobs, operations
from diwan.core.organisations.api import SYSTEM
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.helpers.jobs import forget_jobs, run_jobs, states

from . import hearers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet(settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    hearers.HEARD.clear()
    hearers.BROKEN.clear()


def seated(client, reach: str):
    someone = people.person(language="en")
    post = people.post(people.root(people.administration()), rights={api.RIGHT: reach})
    people.seat(someone, post)
    forget_jobs()
    client.force_login(someone)
    return client


@pytest.fixture
def operator(client):
    return seated(client, "instance")


def press(client, name: str, *args: int, key: str = "", **data: str):
    return client.post(reverse(f"facts:{name}", args=args), {"idempotency_key": key or str(uuid.uuid4()), **data})


def failed_job() -> ProcrastinateJob:
    hearers.BROKEN.add("sweep")
    hearers.sweep.later(yard="north")
    for _try in range(3):
        run_jobs(ahead=True)
    hearers.BROKEN.clear()
    return ProcrastinateJob.objects.get(status="failed")


def test_empty(operator):
    page = operator.get(reverse("facts:list")).content.decode()
    assert "No job here" in page
    assert "No worker is running" in page


def test_failed_jobs_are_shown_with_their_reason_and_tried_again(operator):
    job = failed_job()
    page = operator.get(reverse("facts:list"), {"state": "failed"}).content.decode()
    assert "RuntimeError: no broom" in page
    assert "<bdi>3</bdi> tries" in page
    key = str(uuid.uuid4())
    for _click in range(2):
        assert press(operator, "retry", job.pk, key=key).status_code == 302
    assert states() == ["todo"]
    assert press(operator, "retry", job.pk).status_code == 409, "it waits already"
    assert run_jobs(ahead=True) == 1
    assert hearers.HEARD == ["north"]


def test_a_job_sent_back_gets_a_whole_new_series_of_tries(operator):
    job = failed_job()
    press(operator, "retry", job.pk)
    hearers.BROKEN.add("sweep")
    run_jobs(ahead=True)
    assert states() == ["todo"]


def test_all_failed_jobs_of_a_queue(operator):
    failed_job()
    hearers.BROKEN.add("wall")
    api.tell(hearers.StoneLaid(stone=1))
    run_jobs()
    hearers.BROKEN.clear()
    assert ProcrastinateJob.objects.filter(status="failed").count() == 2
    press(operator, "retry_all", queue="yard")
    assert ProcrastinateJob.objects.filter(status="failed").values_list("queue_name", flat=True).get() == "default"
    press(operator, "retry_all")
    assert not ProcrastinateJob.objects.filter(status="failed").exists()


def test_a_waiting_job_is_taken_out(operator):
    hearers.sweep.later(yard="north")
    job = ProcrastinateJob.objects.get()
    assert press(operator, "cancel", job.pk).status_code == 302
    assert states() == ["cancelled"]
    assert press(operator, "cancel", job.pk).status_code == 409
    assert run_jobs() == 0


def test_filters_pages_and_fragment(operator, django_assert_max_num_queries):
    for number in range(30):
        hearers.sweep.later(yard=str(number))
    api.tell(hearers.StoneLaid(stone=1))
    address = reverse("facts:list")
    assert operator.get(address, {"queue": "yard"}).context["page"].paginator.count == 30
    assert len(operator.get(address, {"queue": "yard", "page": "2"}).context["page"]) == 5
    assert operator.get(address, {"state": "failed"}).context["page"].paginator.count == 0
    fragment = operator.get(address, headers={"HX-Request": "true"}).content
    assert fragment.strip().startswith(b'<div id="jobs"')
    with django_assert_max_num_queries(16):
        operator.get(address)


def test_a_scheduled_job_whose_twin_waits_is_left(operator):
    row = jobs.Row(id=None, queue="house", lock="x", queueing_lock="x", task_name="x", task_kwargs={})
    jobs.defer([row])
    first = ProcrastinateJob.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    jobs.defer([row])
    response = press(operator, "retry", first.pk)
    assert response.status_code == 409
    assert "already waits" in response.content.decode()
    assert sorted(states()) == ["failed", "todo"]


@pytest.mark.parametrize("reach", ["unit", "administration"])
def test_a_right_over_one_administration_is_not_enough(client, reach):
    client = seated(client, reach)
    hearers.sweep.later(yard="north")
    job = ProcrastinateJob.objects.get()
    assert client.get(reverse("facts:list")).status_code == 403
    for name in ("retry", "cancel"):
        assert press(client, name, job.pk).status_code == 403
    assert press(client, "retry_all").status_code == 403
    assert states() == ["todo"]


def test_strangers_are_sent_to_sign_in(client):
    assert client.get(reverse("facts:list")).status_code == 302
    with pytest.raises(NotAllowed):
        operations.cancel_job(job_id=1, actor=None)
    assert SYSTEM.reach(api.RIGHT)


def test_a_get_changes_nothing(operator):
    assert operator.get(reverse("facts:retry_all")).status_code == 405
    assert operator.post(reverse("facts:retry_all")).status_code == 400, "no key"

"""The legal time on both sides' pages: shown, extended with what the law allows, certified."""

from __future__ import annotations

import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from diwan.correspondence.deposits.models import Deposit
from diwan.correspondence.deposits.operations import silence
from diwan.correspondence.procedures import api as procedures
from diwan.correspondence.procedures.models import ProcedureVersion
from tests.helpers.jobs import run_jobs

from .conftest import hand_in


@pytest.fixture
def request_(education):
    procedures.load_all(now=timezone.now())
    version = ProcedureVersion.objects.get(procedure__code="administrative-act")
    return hand_in(education, at=timezone.now(), procedure=version.pk)


@pytest.fixture
def clerk(education):
    browser = Client()
    browser.force_login(education.clerk, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def extend(clerk, deposit, days, reason="خبرة تقنية"):
    key = {"idempotency_key": str(uuid.uuid4())}
    return clerk.post(reverse("deposits:extend", args=[deposit.pk]), {"days": days, "reason": reason, **key})


def test_the_clerk_sees_the_due_date_and_extends_it_once(clerk, request_):
    page = reverse("deposits:reading", args=[request_.deposit.pk])
    assert "extend-dialog" in clerk.get(page).content.decode()
    before = request_.deposit.due_on
    assert extend(clerk, request_.deposit, 61).status_code == 422
    assert extend(clerk, request_.deposit, 20, reason="").status_code == 422
    assert extend(clerk, request_.deposit, 20).status_code == 302
    request_.deposit.refresh_from_db()
    assert request_.deposit.due_on > before
    assert "extend-dialog" not in clerk.get(page).content.decode()
    assert extend(clerk, request_.deposit, 1).status_code == 422


def test_the_depositor_sees_the_due_date_then_the_certificate(client, request_):
    page = reverse("deposits:followed", args=[request_.deposit.reference, request_.code])
    assert "legal-time" in client.get(page).content.decode()
    run_jobs()
    assert "-silence.pdf" not in client.get(page).content.decode()
    Deposit.objects.filter(pk=request_.deposit.pk).update(clock_started_on="2024-01-15", due_on="2024-03-15")
    assert silence.elapse(now=timezone.now()) == 1
    run_jobs()
    shown = client.get(page).content.decode()
    assert f"{request_.deposit.reference}-silence.pdf" in shown
    assert f"{request_.deposit.reference}.pdf" in shown

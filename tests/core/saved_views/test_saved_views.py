"""Views of the queue: one's own, or of one's unit; nobody else's."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from diwan.core.saved_views import operations as saved_views
from diwan.core.saved_views.models import SavedView
from diwan.kit.refusals import NotAllowed
from tests.correspondence.deposits.conftest import NOW


def keep(counter, name="المتأخرة", query="due=late", **more):
    return saved_views.save_view(actor=counter.actor, listing="deposits.queue", name=name, query=query, now=NOW, **more)


def own(counter) -> list[str]:
    return [view.name for view in SavedView.objects.filter(owner_id=counter.clerk.pk)]


def sends(**fields) -> dict:
    return {"idempotency_key": str(uuid.uuid4()), **fields}


def test_a_view_is_its_owners_alone(education, finance):
    view = keep(education)
    assert list(SavedView.objects.visible_to(education.actor)) == [view]
    assert not SavedView.objects.visible_to(finance.actor).exists()
    for act in (saved_views.delete_view, lambda **k: saved_views.move_view(up=True, **k)):
        with pytest.raises(NotAllowed):
            act(actor=finance.actor, view_id=view.pk)


def test_a_view_is_shared_with_a_unit_where_one_sits_only(education, finance):
    unit = education.actor.seats[0].unit_id
    with pytest.raises(saved_views.NotYourUnit):
        keep(education, unit_id=finance.actor.seats[0].unit_id)
    assert keep(education, unit_id=unit).unit_id == unit
    assert not SavedView.objects.visible_to(finance.actor).exists()


def test_names_are_taken_once_and_order_can_be_changed(education):
    first, second = keep(education, "أ"), keep(education, "ب")
    with pytest.raises(saved_views.NameTaken):
        keep(education, " أ ")
    saved_views.move_view(actor=education.actor, view_id=second.pk, up=True)
    assert own(education) == ["ب", "أ"]
    saved_views.move_view(actor=education.actor, view_id=second.pk, up=True)  # at the top it stays
    assert own(education) == ["ب", "أ"]
    saved_views.delete_view(actor=education.actor, view_id=first.pk)
    assert own(education) == ["ب"]


def test_one_view_is_opened_first(client, education):
    first, second = keep(education, "أ", "state=&due=late"), keep(education, "ب", "state=open")
    for view in (first, second):
        saved_views.change_view(actor=education.actor, view_id=view.pk, name=view.name, unit_id=None, opened_first=True)
    client.force_login(education.clerk)
    assert client.get(reverse("deposits:queue"))["Location"] == reverse("deposits:queue") + "?state=open"
    assert client.get(reverse("deposits:queue") + "?state=").status_code == 200


def test_the_filter_of_the_page_is_kept(client, education):
    client.force_login(education.clerk)
    sent = sends(name="متأخرة", query="due=late&state=open&evil=1", opened_first="on")
    assert client.post(reverse("saved_views:save", args=["deposits.queue"]), sent)["Location"].endswith(
        "?state=open&due=late"
    )
    view = SavedView.objects.get()
    assert (view.query, view.is_default) == ("state=open&due=late", True)
    assert "متأخرة" in client.get(reverse("deposits:queue") + "?state=").content.decode()
    assert (
        client.post(reverse("saved_views:save", args=["deposits.queue"]), sends(name="", query="")).status_code == 422
    )
    assert (
        client.post(reverse("saved_views:save", args=["deposits.queue"]), sends(name="متأخرة", query="")).status_code
        == 409
    )

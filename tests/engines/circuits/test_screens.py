"""The editor as a browser without scripts, and as htmx, uses it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.helpers import house

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def world(settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    return house.World(rights=("circuits.design",))


@pytest.fixture
def client(world):
    return world.client(house.HOLDER)


def change(client, world, act, step="s1", **more):
    version = world.circuit_draft
    base = more.pop("base", type(version).objects.get(pk=version.pk).edits)
    headers = more.pop("headers", {})
    sent = {"act": act, "step": step, "base": base, **more, **world.key()}
    return client.post(reverse("circuits:change", args=[version.pk]), sent, **headers)


def keys(world):
    world.circuit_draft.refresh_from_db()
    return [[step["key"] for step in stage["steps"]] for stage in world.circuit_draft.definition["stages"]]


def test_one_change_after_another_through_htmx(client, world):
    for act in ("add", "beside", "earlier"):
        answer = change(client, world, act, headers=HTMX)
        assert answer.status_code == 200, answer.content.decode()[:2000]
        base = re.search(rb'name="base" value="(\d+)"', answer.content)[1]
        world.circuit_draft.refresh_from_db()
        assert int(base) == world.circuit_draft.edits
    assert keys(world) == [["s1"], ["s3"], ["s2"]]


def test_without_scripts_a_change_leads_back_to_its_step(client, world):
    answer = change(client, world, "add")
    assert answer.status_code == 302
    assert answer["Location"].endswith("?step=s2#step-form")
    assert keys(world) == [["s1"], ["s2"]]


def test_what_others_drew_is_not_written_over(client, world):
    assert change(client, world, "add").status_code == 302
    answer = change(client, world, "remove", base=0)
    assert answer.status_code == 409
    assert keys(world) == [["s1"], ["s2"]]


def test_what_was_typed_over_an_old_drawing_stays_in_the_form(client, world):
    version = world.circuit_draft
    change(client, world, "beside")
    said = {
        "kind": "visa",
        "how": "head",
        "name_ar": "تأشيرة كتبت على مهل",
        "when-rows": "0",
        "step": "s1",
        "base": "0",
    }
    answer = client.post(reverse("circuits:step", args=[version.pk]), said | world.key())
    assert answer.status_code == 409
    assert "تأشيرة كتبت على مهل" in answer.content.decode()
    version.refresh_from_db()
    assert version.drawn.step("s1").names.ar == "توقيع الرئيس"
    base = re.search(rb'name="base" value="(\d+)"', answer.content)[1].decode()
    again = client.post(reverse("circuits:step", args=[version.pk]), said | {"base": base} | world.key())
    assert again.status_code == 302
    version.refresh_from_db()
    assert version.drawn.step("s1").names.ar == "تأشيرة كتبت على مهل"


def test_the_last_change_is_undone_once_and_done_again(client, world):
    change(client, world, "beside")
    change(client, world, "undo")
    assert keys(world) == [["s1"]]
    change(client, world, "undo")
    assert keys(world) == [["s1", "s2"]]


def test_a_step_says_everything_it_was_told(client, world):
    version = world.circuit_draft
    change(client, world, "beside")
    said = {
        "kind": "signature",
        "how": "post",
        "post": world.post.pk,
        "name_ar": "توقيع",
        "name_fr": "Signature",
        "days": "5",
        "remind": "2",
        "silence": "raise",
        "level": "advanced",
        "read_all": "on",
        "apart_from": ["author", "s1"],
        "when-rows": "3",
        "when-0-field": "amount",
        "when-0-op": "more",
        "when-0-value": "1 000,50",
        "when-1-join": "or",
        "when-1-field": "amount",
        "when-1-op": "is",
        "when-1-value": "7",
        "step": "s2",
        "base": "1",
    }
    assert client.post(reverse("circuits:step", args=[version.pk]), said | world.key()).status_code == 302
    version.refresh_from_db()
    step = version.drawn.step("s2")
    assert step.who.post == world.post.pk
    assert (step.days, step.remind, step.silence, step.level, step.read_all) == (5, 2, "raise", "advanced", True)
    assert step.apart_from == ("author", "s1")
    assert [[(one.op, one.value) for one in line] for line in step.when] == [[("more", "1000.50")], [("is", "7")]]


def test_a_value_that_is_no_number_is_said(client, world):
    version = world.circuit_draft
    said = {
        "kind": "visa",
        "how": "head",
        "name_ar": "ت",
        "when-rows": "1",
        "when-0-field": "amount",
        "when-0-op": "more",
    }
    said |= {"when-0-value": "كثير", "step": "s1", "base": "0"}
    answer = client.post(reverse("circuits:step", args=[version.pk]), said | world.key())
    assert answer.status_code == 422
    assert "كثير" in answer.content.decode()


def test_a_post_is_found_by_its_title_its_unit_or_who_sits_there(client, world):
    assert world.holding
    for words in ("رئيس مصلحة", "الموارد البشرية", "Idrissi"):
        found = client.get(reverse("circuits:posts"), {"post_words": words}).content.decode()
        assert f'value="{world.post.pk}"' in found, words
    assert (
        f'value="{world.post.pk}"' not in client.get(reverse("circuits:posts"), {"post_words": "غائب"}).content.decode()
    )


def test_errors_refuse_the_activation_and_say_where(client, world):
    version = world.circuit_draft
    change(client, world, "add")  # a step that says nothing: no name
    address = reverse("circuits:activate", args=[version.pk])
    assert client.post(address, {"base": "1"} | world.key()).status_code == 409
    assert "?step=s2#step-s2" in client.get(address).content.decode()
    version.refresh_from_db()
    assert version.state == "draft"


def test_a_version_in_use_is_read_and_not_written(client, world):
    old = world.circuit_draft.circuit.versions.get(state="active")
    assert b"data-tools" not in client.get(reverse("circuits:version", args=[old.pk])).content
    sent = {"act": "add", "step": "s1", "base": "1"} | world.key()
    assert client.post(reverse("circuits:change", args=[old.pk]), sent).status_code == 409


def test_the_differences_are_drawn(client, world):
    change(client, world, "add")
    page = client.get(reverse("circuits:differences", args=[world.circuit_draft.pk])).content.decode()
    assert page.count("is-added") == 1


def test_the_list_asks_few_questions(client, world, django_assert_max_num_queries):
    assert world.circuit_draft
    client.get(reverse("circuits:home"))
    with django_assert_max_num_queries(40):
        assert client.get(reverse("circuits:home")).status_code == 200

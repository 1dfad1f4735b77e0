"""A workbook becomes a structure, all or nothing; read again it changes nothing."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diwan.core.accounts.models import Invitation, User
from diwan.core.organisations import api as organisations
from diwan.core.organisations.models import Grant, Holding, Post, Unit, UnitVersion
from diwan.kit.refusals import NotAllowed
from diwan.portal.joining.checking import check
from diwan.portal.joining.operations.importing import HasMistakes, import_structure

from .conftest import PEOPLE, POSTS, UNITS, tables, whole, workbook

pytestmark = pytest.mark.django_db


def bring(tenant, content, **changed):
    options = {"on": timezone.localdate(), "now": timezone.now(), "actor": tenant.actor, **changed}
    return import_structure(administration_id=tenant.id, tables=tables(content), **options)


def mistakes(tenant, content, extension="xlsx"):
    """(sheet, row, column, what) of each, in English."""
    with translation.override("en"):
        plan = check(tables(content, extension), administration_id=tenant.id, at=timezone.now())
        return [(m.sheet.value, m.row, m.column, str(m.what)) for m in plan.worst_first()]


def test_everything_is_made(tenant):
    plan = bring(tenant, whole())
    assert not plan.mistakes
    bo = Unit.objects.get(code="BO")
    assert bo.path == f"{bo.parent.path}{bo.pk}/"
    assert (bo.parent.code, bo.parent.parent.parent, bo.kind) == ("SG", None, "office")
    assert UnitVersion.objects.get(unit=bo).names.fr == "Bureau d'ordre"
    head = Post.objects.get(code="BO-CHEF")
    assert (head.unit, head.is_head, head.shared) == (bo, True, False)
    assert set(Grant.objects.filter(post=head).values_list("right", "reach")) >= {("deposits.process", "subtree")}
    sanae = User.objects.get(email="s.alami@ouezzane.example")
    assert Holding.objects.get(person=sanae).post == head
    assert not sanae.has_usable_password()
    assert organisations.actor_for(sanae.pk, timezone.now()).may("deposits.process", bo)
    assert Invitation.objects.filter(person=sanae).count() == 0  # nobody is invited by an import


def test_twice_changes_nothing(tenant):
    bring(tenant, whole())
    before = [model.objects.count() for model in (Unit, UnitVersion, Post, Grant, Holding, User)]
    assert bring(tenant, whole()).changes_nothing
    assert [model.objects.count() for model in (Unit, UnitVersion, Post, Grant, Holding, User)] == before


def test_a_changed_row_renames_moves_and_corrects_from_a_day(tenant):
    bring(tenant, whole(), on=timezone.localdate() - timedelta(days=30))
    units = [["SG", "", "division", "الكتابة العامة", "", ""], ["BO", "", "office", "مكتب الضبط المركزي", "", ""]]
    posts = [["BO-AGENT", "BO", "عون", "Agent", "", "registry_head", "no", "yes"]]
    people = [["k.naciri@ouezzane.example", "عبد الكريم الناصري", "Karim Naciri", "BO-CHEF", "fr"]]
    plan = bring(tenant, whole(units=units, posts=posts, people=people))
    kinds = {(change.code, change.kind.value) for change in plan.changes}
    assert {
        ("SG", "classified"),
        ("SG", "renamed"),
        ("BO", "renamed"),
        ("BO", "moved"),
        ("BO-AGENT", "granted"),
    } <= kinds
    bo = Unit.objects.get(code="BO")
    assert bo.parent.parent is None
    assert [version.name_ar for version in bo.versions.all()] == ["مكتب الضبط", "مكتب الضبط المركزي"]
    karim = User.objects.get(email="k.naciri@ouezzane.example")
    assert karim.name_ar == "عبد الكريم الناصري"
    assert set(Holding.objects.at(timezone.now()).filter(person=karim).values_list("post__code", flat=True)) == {
        "BO-AGENT",
        "BO-CHEF",
    }
    sanae = User.objects.get(email="s.alami@ouezzane.example")
    assert not Holding.objects.at(timezone.now()).filter(person=sanae).exists()
    assert bring(tenant, whole(units=units, posts=posts, people=people)).changes_nothing


def test_what_is_not_in_the_file_stays(tenant):
    bring(tenant, whole())
    assert bring(tenant, workbook(units=UNITS[:1])).changes_nothing
    assert Unit.objects.filter(code="BO", abolished_on=None).exists()


def test_every_mistake_is_said_at_once_and_nothing_is_made(tenant):
    content = workbook(
        units=[
            ["SG", "NOWHERE", "directorate", "الكتابة", "", ""],
            ["SG", "", "office", "مرة أخرى", "", ""],
            ["A", "B", "office", "أ", "", ""],
            ["B", "A", "office", "ب", "", ""],
            ["C", "", "castle", "", "", ""],
            ["with space!", "", "office", "ج", "", ""],
        ],
        posts=[
            ["P1", "ZZZ", "منصب", "", "", "emperor", "yes", "no"],
            ["P2", "A", "منصب", "", "", "clerk", "yes", "no"],
            ["P3", "A", "منصب", "", "", "clerk", "yes", "no"],
        ],
        people=[
            ["not an address", "شخص", "Person", "", "ar"],
            ["x@a.example", "شخص", "Person", "P9", "ar"],
            ["y@a.example", "شخص", "Person", "P2", "ar"],
            ["z@a.example", "شخص", "Person", "P2", "ar"],
        ],
    )
    said = {(sheet, row, column) for sheet, row, column, _what in mistakes(tenant, content)}
    assert said == {
        ("units", 2, "parent"),
        ("units", 3, "code"),
        ("units", 4, "parent"),
        ("units", 5, "parent"),
        ("units", 6, "kind"),
        ("units", 6, "name_ar"),
        ("units", 7, "code"),
        ("posts", 2, "unit"),
        ("posts", 2, "profile"),
        ("posts", 4, "head"),
        ("people", 2, "email"),
        ("people", 3, "post"),
        ("people", 5, "post"),
    }
    before = Unit.objects.count(), User.objects.count()
    with pytest.raises(HasMistakes):
        bring(tenant, content)
    assert (Unit.objects.count(), User.objects.count()) == before


def test_a_unit_does_not_move_below_itself(tenant):
    bring(tenant, whole())
    assert [
        m[:3] for m in mistakes(tenant, workbook(units=[["SG", "BO", "directorate", "الكتابة العامة", "", ""]]))
    ] == [("units", 2, "parent")]


def test_two_units_change_places(tenant):
    bring(tenant, whole())
    swapped = [["BO", "", "office", "مكتب الضبط", "", ""], ["SG", "BO", "directorate", "الكتابة العامة", "", ""]]
    bring(tenant, workbook(units=swapped))
    assert Unit.objects.get(code="SG").parent.code == "BO"


def test_a_new_head_follows_the_former(tenant):
    bring(tenant, whole())
    posts = [
        ["BO-CHEF", "BO", "رئيس مكتب الضبط", "Chef", "", "", "no", "no"],
        ["BO-NEW", "BO", "رئيس جديد", "", "", "registry_head", "yes", "no"],
    ]
    bring(tenant, workbook(posts=posts))
    assert Post.objects.get(unit__code="BO", is_head=True).code == "BO-NEW"


def test_an_account_elsewhere_is_not_taken(tenant, operator):
    content = workbook(people=[[operator.email, "مشغل", "Operator", "", "ar"]])
    assert [m[:3] for m in mistakes(tenant, content)] == [("people", 2, "email")]


def test_a_failure_in_the_middle_leaves_nothing(tenant, monkeypatch):
    from diwan.portal.joining.operations import importing

    def fails(**_options):
        raise HasMistakes

    monkeypatch.setattr(importing.organisations, "plant_structure", fails)
    before = User.objects.count()
    with pytest.raises(HasMistakes):
        bring(tenant, whole())
    assert User.objects.count() == before


def test_only_whoever_administers_the_whole(tenant, operator):
    with pytest.raises(NotAllowed):
        bring(tenant, whole(), actor=organisations.actor_for(operator.pk, timezone.now()))


def test_ten_thousand_rows(tenant, django_assert_max_num_queries):
    units = [[f"U{n}", f"U{n // 10}" if n >= 10 else "", "service", f"مصلحة {n}", "", ""] for n in range(1, 2001)]
    posts = [[f"P{n}", f"U{n % 2000 + 1}", f"منصب {n}", "", "", "clerk", "no", "no"] for n in range(4000)]
    people = [[f"p{n}@ouezzane.example", f"شخص {n}", f"Person {n}", f"P{n}", "ar"] for n in range(4000)]
    content, started = workbook(units=units, posts=posts, people=people), time.monotonic()
    read = tables(content)
    with django_assert_max_num_queries(150):
        import_structure(
            actor=tenant.actor,
            administration_id=tenant.id,
            tables=read,
            on=timezone.localdate(),
            now=timezone.now(),
        )
    print(f"10,000 rows in {time.monotonic() - started:.1f} s")
    assert Holding.objects.filter(post__unit__administration_id=tenant.id).count() == 4001


code = st.from_regex(r"[A-Z][A-Z0-9]{0,5}", fullmatch=True)
arabic = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهوي ", min_size=1, max_size=20).filter(lambda text: text.strip())
spaces = st.sampled_from(["", " ", "\u00a0", "\u200f", "  "])


@st.composite
def structures(draw):
    """Units below one another, posts in them, people in those: written as people write, in any order."""
    units = draw(st.lists(code, min_size=1, max_size=8, unique=True))
    rows = []
    for at, unit in enumerate(units):
        parent = draw(st.sampled_from(["", *units[:at]]))
        kind = draw(st.sampled_from(["service", "مصلحة", "Service", "office", "Bureau"]))
        rows.append([f"{draw(spaces)}{unit}{draw(spaces)}", parent.lower(), kind, draw(arabic), draw(arabic), ""])
    posts, people = [], []
    for number, unit in enumerate(draw(st.lists(st.sampled_from(units), max_size=6))):
        shared = draw(st.sampled_from(["yes", "نعم", "no", ""]))
        profile = draw(st.sampled_from(["clerk", "none", "", "Agent du bureau d'ordre"]))
        posts.append([f"P{number}", unit, draw(arabic), "", "", profile, "", shared])
        people.append(
            [
                f"p{number}@ouezzane.example",
                draw(arabic),
                "Latin",
                f"P{number}",
                draw(st.sampled_from(["", "fr", "العربية"])),
            ]
        )
    draw(st.randoms()).shuffle(rows)
    return workbook(units=rows, posts=posts, people=people)


@given(structures())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_importing_again_is_importing_once(tenant, content):
    from django.db import transaction

    with transaction.atomic():
        found = mistakes(tenant, content)
        assert not found, found
        bring(tenant, content)
        assert bring(tenant, content).changes_nothing
        transaction.set_rollback(True)


def test_the_examples_of_the_template_are_not_read(tenant):
    from diwan.portal.joining.workbooks import template

    for language in ("ar", "fr", "en", "zgh"):
        with translation.override(language):
            content = template()
        found = tables(content)
        assert set(found) == {"units", "posts", "people"}
        assert not any(table.rows or table.missing for table in found.values())


def test_the_lists_hold_the_sheets_of_the_house():
    assert [row[0] for row in UNITS + POSTS + PEOPLE]

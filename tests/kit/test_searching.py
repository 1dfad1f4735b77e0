"""One analysis of Arabic and French: what meets, what stays apart, and that nothing typed is more than a word."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from diwan.kit.arabic import normalise
from diwan.kit.searching import Vector, Words, excerpt, marked, read
from diwan.kit.searching.stems import stem

MEET = [
    "المراسلة مراسلات والمراسلة مراسلتكم للمراسلات",
    "الوزارة وزارة بالوزارة وزارتكم",
    "موظف الموظفين وموظفات موظفي",
    "الإدارة إدارية إداري الادارات",
    "المؤسسات مؤسسة المؤسّسة المـؤسسة مؤسسه",
    "طلب طلباتكم الطلبات",
    "قانون القانونية",
    "توجيه توجيهات",
    "تكوين التكوينات",
    "transfert transferts transférés transférer TRANSFÉRÉE transferes",
    "décision décisions decision",
    "recrutement recrutements recruter",
    "employé employée employés",
    "national nationale nationaux",
]
APART = ["وزير وزارة", "بطاقة طاقة", "كتاب تاب", "فرنسا رنس", "لجنة جنة", "marche budget"]


@pytest.mark.parametrize("words", MEET)
def test_forms_of_a_word_meet(words: str) -> None:
    first, *others = words.split()
    for other in others:
        assert found(first, other), (first, other)
        assert found(other, first), (other, first)


@pytest.mark.parametrize("words", APART)
def test_other_words_do_not(words: str) -> None:
    one, other = words.split()
    assert not found(one, other)


def found(asked: str, text: str) -> bool:
    return read(asked).forms & vector(text).places.keys() != set()


def vector(text: str) -> Vector:
    made = Vector()
    made.add(text, "C")
    return made


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("MEN-2026-001284", "مرجع MEN-2026-001284"),
        ("1284", "MEN-2026-001284"),
        ("001284", "MEN-2026-001284"),
        ("2026-1284", "MEN-2026-001284"),
        ("men/2026/1284", "MEN-2026-001284"),
        ("٢٠٢٤/١٥٢٣", "بتاريخ 2024/1523"),
        ("2024/1523", "رقم ٢٠٢٤/١٥٢٣"),
        ("12/03/2024", "le 12-03-2024"),
        ("عبدالله", "السيد عبد الله"),
        ("عبد الله", "السيد عبدالله"),
        ("arrete", "l'arrêté"),
        ("d'arrêté", "arrêté"),
        ("مرا*", "والمراسلات"),
        ("المرا*", "مراسلة"),
        ('"وزارة التربية"', "إلى وزارة التربية الوطنية"),
        ('"arrêté du ministre"', "l'arrêté du ministre"),
        ("-شكاية مراسلة", "مراسلة"),
        ("mutation OR مراسلة", "مراسلة"),
        ("شكاية أو مراسلة", "مراسلة"),
    ],
)
@pytest.mark.django_db
def test_is_found(asked: str, text: str) -> None:
    assert answers(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("2024/1523", "2024 et 1523 pages"),
        ('"التربية وزارة"', "وزارة التربية"),
        ("-مراسلة طلب", "طلب و مراسلة"),
        ("ab*", "transfert"),
        ("1523", "15230"),
    ],
)
@pytest.mark.django_db
def test_is_not_found(asked: str, text: str) -> None:
    assert not answers(asked, text)


def answers(asked: str, text: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [str(vector(text)), read(asked).query])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@given(st.text(max_size=120).filter(lambda text: "\0" not in text))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_is_read_and_can_name_no_sign(text: str) -> None:
    question = read(text, weights={"from": "B"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery::text, %s::tsvector::text", [question.query, str(vector(text))])
    assert not any(form.startswith(("@", "#", "~")) for form in (*question.forms, *vector(text).places))


@given(st.text(max_size=60))
def test_the_stem_of_a_word_is_not_longer_and_never_empty(text: str) -> None:
    for word in normalise(text).split():
        assert 0 < len(stem(word)) <= max(len(word), 1)


def test_what_was_understood_can_be_said() -> None:
    question = read('من "وزارة التربية" -شكاية transf* date:2026 foo:bar', plain=["date"])
    kinds = [(clause.kind, clause.text, clause.negated, clause.left_out) for clause in question.clauses]
    assert kinds == [
        ("word", "من", False, True),
        ("phrase", "وزارة التربية", False, False),
        ("word", "شكاية", True, False),
        ("prefix", "transf*", False, False),
        ("word", "foo bar", False, False),
    ]
    assert question.fields == {"date": "2026"}


def test_words_are_marked_in_their_own_spelling_and_nothing_else_is_html() -> None:
    question = read("وزاره موظف")
    shown = marked("<b>الـوِزارة</b> & الموظفون", Words(question.forms))
    assert shown == "&lt;b&gt;<mark>الـوِزارة</mark>&lt;/b&gt; &amp; <mark>الموظفون</mark>"


def test_an_excerpt_is_where_the_text_speaks_of_it() -> None:
    text = " ".join(["كلمة"] * 200 + ["شكاية", "عاجلة"] + ["خاتمة"] * 200)
    shown = excerpt(text, Words(read("شكايات").forms), length=80)
    assert "<mark>شكاية</mark> عاجلة" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


@pytest.mark.django_db
def test_very_long_texts_stay_within_what_the_database_takes() -> None:
    long = vector(" ".join(f"كلمة{n} mot{n}" for n in range(60_000)))
    assert long.is_cut
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(%s::tsvector)", [str(long)])
        assert cursor.fetchone()[0] > 20_000
    repeated = vector("طلب " * 40_000 + "خاتمة")
    assert not repeated.is_cut
    assert answers("خاتمه", "x") is False
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [str(repeated), read("خاتمه").query])
        assert cursor.fetchone()[0]

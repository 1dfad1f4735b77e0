"""Arabic as it is searched, and the small things templates need."""

from __future__ import annotations

import re
import uuid

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from diwan.kit.arabic import latin_digits, normalise
from diwan.kit.static import NpmFinder

ARABIC = st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x06FF) | st.sampled_from(" ال عبدﷲﻻ"))


class TestNormalise:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("أحمد", "احمد"),
            ("إدارة", "اداره"),
            ("آسفي", "اسفي"),
            ("ٱلرباط", "الرباط"),
            ("مصطفى", "مصطفي"),
            ("وزارة", "وزاره"),
            ("مُحَمَّد", "محمد"),
            ("محـــمد", "محمد"),
            ("مؤسسة", "موسسه"),
            ("هيئة", "هييه"),
            ("عبد الله", "عبدالله"),
            ("عبد  الرحمان", "عبدالرحمان"),
            ("ﻻ", "لا"),
            ("٢٠٢٦", "2026"),
            ("۱۴۴۸", "1448"),
            ("Éducation", "education"),
            ("STRASSE", "straße"),
            ("  a \n b\t", "a b"),
            ("ا\u0654حمد", "أحمد"),
            ("\u200fالرباط\u200e", "الرباط"),
            ("کتاب", "كتاب"),
        ],
    )
    def test_two_ways_to_type_meet(self, typed, meant):
        assert normalise(typed) == normalise(meant)

    @pytest.mark.parametrize(("one", "other"), [("سلا", "سلال"), ("عبد الله", "عبيد الله"), ("حرب", "حزب"), ("1", "2")])
    def test_other_words_do_not(self, one, other):
        assert normalise(one) != normalise(other)

    def test_an_empty_text_stays_empty(self):
        assert normalise("") == normalise(" \u0640\u064b ") == ""

    @given(st.text() | ARABIC)
    def test_twice_is_once(self, text):
        assert normalise(normalise(text)) == normalise(text)

    @given(ARABIC, ARABIC)
    def test_space_at_the_ends_says_nothing(self, one, other):
        assert normalise(f" {one} {other} ") == normalise(f"{one} {other}")

    def test_digits_change_and_nothing_else(self):
        assert latin_digits("المذكرة ٢٥٣ بتاريخ ۲۵") == "المذكرة 253 بتاريخ 25"


def render(text: str, **context) -> str:
    return Template("{% load kit %}" + text).render(Context(context))


class TestTags:
    def test_each_form_gets_a_key_of_its_own(self):
        fields = [render("{% idempotency_field %}") for _ in range(2)]
        keys = [re.fullmatch(r'<input type="hidden" name="idempotency_key" value="(.+)">', f)[1] for f in fields]
        assert uuid.UUID(keys[0]) != uuid.UUID(keys[1])

    def test_a_number_keeps_its_order_and_a_trap_its_teeth_drawn(self):
        assert render("{{ it|bdi }}", it="2026/12") == "<bdi>2026/12</bdi>"
        assert render("{{ it|bdi }}", it="<script>") == "<bdi>&lt;script&gt;</bdi>"

    @pytest.mark.parametrize(
        ("size", "said"),
        [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (48_211, "48.2 kB"),
            (999_999, "1.0 MB"),
            (123_456_789, "123 MB"),
            (5 * 10**12, "5000 GB"),
        ],
    )
    def test_sizes_are_said_as_people_read_them(self, size, said):
        assert render("{{ size|human_size }}", size=size) == said


class TestNpmFiles:
    @pytest.fixture
    def packages(self, tmp_path, settings):
        for name in ("css/a.min.css", "css/b.css", "js/a.js"):
            (tmp_path / "pkg/dist" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "pkg/dist" / name).write_text("x")
        settings.NODE_MODULES = tmp_path
        settings.NPM_FILES = {"pkg": ("pkg/dist", ["css/*.min.css"])}
        return NpmFinder()

    def test_the_named_ones_are_served(self, packages, tmp_path):
        assert packages.find("vendor/pkg/css/a.min.css") == str(tmp_path / "pkg/dist/css/a.min.css")
        assert [(path, storage.prefix) for path, storage in packages.list([])] == [("css/a.min.css", "vendor/pkg")]

    @pytest.mark.parametrize(
        "path", ["vendor/pkg/css/b.css", "vendor/pkg/js/a.js", "vendor/pkg/../../secret", "a.min.css"]
    )
    def test_the_others_are_not(self, packages, path):
        assert not packages.find(path)
        assert packages.find(path, find_all=True) == []

    def test_the_finder_is_in_use(self):
        assert any(isinstance(finder, NpmFinder) for finder in finders.get_finders())

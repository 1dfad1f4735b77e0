"""The translation tool reads what Django would show, keeps what people wrote and says what is wrong."""

import gettext
import os

import pytest

from tools import messages

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy

GREETING = _("Hello “%(name)s”, "
             "welcome")
FILES = ngettext("%(count)d file of %(owner)s", "%(count)d files of %(owner)s", 2)
MONTH = pgettext_lazy("month", "May")
"""
TEMPLATE = """{% load i18n %}
<div>
        <p title="{% translate "Deposit" %}">100 % {{ _("Receipt") }}</p>
    {% blocktranslate trimmed with name=person.name %}
        Dear {{ name }},
        we heard you
    {% endblocktranslate %}
  {% blocktranslate count n=pieces|length %}{{ n }} piece{% plural %}{{ n }} pieces{% endblocktranslate %}
 {% translate "Open" context "verb" %}
</div>
"""


@pytest.fixture
def house(tmp_path):
    app = tmp_path / "diwan" / "core" / "letters"
    (app / "templates" / "letters").mkdir(parents=True)
    (app / "migrations").mkdir()
    (tmp_path / "config").mkdir()
    (app / "apps.py").write_text("")
    (app / "models.py").write_text(PYTHON)
    (app / "migrations" / "0001_letters.py").write_text("_('frozen long ago')")
    (app / "templates" / "letters" / "page.html").write_text(TEMPLATE)
    return tmp_path


def app_of(house):
    return house / "diwan" / "core" / "letters"


def translate(house, language, words):
    """Fill the catalogue of the app as a translator would."""
    path = messages.po_file(app_of(house), language)
    catalog = messages.load(path, language)
    for message in catalog:
        if message.id in words:
            message.string = words[message.id]
    path.write_bytes(messages._text(catalog, language))


FRENCH = {
    "Hello “%(name)s”, welcome": "Bonjour « %(name)s », bienvenue",
    ("%(count)d file of %(owner)s", "%(count)d files of %(owner)s"): (
        "%(count)d fichier de %(owner)s",
        "%(count)d fichiers de %(owner)s",
    ),
    "May": "mai",
    "Deposit": "Dépôt",
    "Receipt": "Récépissé",
    "Dear %(name)s, we heard you": "Cher %(name)s, nous vous avons entendu",
    ("%(n)s piece", "%(n)s pieces"): ("une pièce", "%(n)s pièces"),
    "Open": "Ouvrir",
}


def problems(house, language="fr"):
    return [(p.message, p.why) for p in messages.missing(house) if p.language == language]


def test_every_kind_of_sentence_is_found_and_migrations_are_left_out(house):
    found = {(m.id, m.context) for m in messages.extracted(app_of(house)) if m.id}
    assert found == {(text, {"May": "month", "Open": "verb"}.get(text)) for text in FRENCH}


def test_update_makes_the_three_catalogues_and_a_second_run_changes_nothing(house):
    assert {path.parts[-3] for path in messages.update(house)} == {"ar", "fr", "zgh"}
    assert messages.update(house) == []


def test_catalogues_carry_no_place_and_no_date(house):
    messages.update(house)
    text = messages.po_file(app_of(house), "ar").read_text()
    assert "models.py" not in text
    assert "Date" not in text
    assert "nplurals=6" in text


def test_untranslated_sentences_fail_and_translated_ones_pass(house):
    messages.update(house)
    assert problems(house) == [(m, "missing") for m, _ in problems(house)]
    assert len(problems(house)) == len(FRENCH)
    translate(house, "fr", FRENCH)
    assert problems(house) == []


def test_translations_survive_an_update_and_unused_ones_go(house):
    messages.update(house)
    translate(house, "fr", FRENCH)
    (app_of(house) / "models.py").write_text('_("New")')
    messages.update(house)
    text = messages.po_file(app_of(house), "fr").read_text()
    assert "Récépissé" in text
    assert "Bonjour" not in text
    assert problems(house) == [("New", "missing")]


def test_a_sentence_moved_to_another_app_takes_its_words_along(house):
    messages.update(house)
    translate(house, "fr", FRENCH)
    other = house / "diwan" / "core" / "files"
    other.mkdir()
    (other / "apps.py").write_text('_("Receipt")')
    messages.update(house)
    assert "Récépissé" in messages.po_file(other, "fr").read_text()


@pytest.mark.parametrize(
    ("sentence", "words", "why"),
    [
        ("Hello “%(name)s”, welcome", "Bonjour %(nom)s, bienvenue", "placeholders differ"),
        ("Hello “%(name)s”, welcome", "Bonjour", "placeholders differ"),
        (("%(n)s piece", "%(n)s pieces"), ("une pièce", "des pièces"), "placeholders differ"),
        (
            ("%(count)d file of %(owner)s", "%(count)d files of %(owner)s"),
            ("un fichier", "%(count)d fichiers de %(owner)s"),
            "placeholders differ",
        ),
        (("%(n)s piece", "%(n)s pieces"), ("une pièce", ""), "missing"),
    ],
)
def test_a_broken_translation_is_named(house, sentence, words, why):
    messages.update(house)
    translate(house, "fr", {**FRENCH, sentence: words})
    first = sentence if isinstance(sentence, str) else sentence[0]
    assert problems(house) == [(first, why)]


def test_a_fuzzy_translation_fails(house):
    messages.update(house)
    translate(house, "fr", FRENCH)
    path = messages.po_file(app_of(house), "fr")
    path.write_text(path.read_text().replace('msgid "Receipt"', '#, fuzzy\nmsgid "Receipt"'))
    assert problems(house) == [("Receipt", "fuzzy")]


def test_two_apps_may_not_translate_one_sentence_differently(house):
    other = house / "diwan" / "core" / "files"
    other.mkdir()
    (other / "apps.py").write_text('_("Receipt")')
    messages.update(house)
    translate(house, "fr", FRENCH)
    path = messages.po_file(other, "fr")
    path.write_text(path.read_text().replace('msgid "Receipt"\nmsgstr ""', 'msgid "Receipt"\nmsgstr "Reçu"'))
    assert problems(house) == [("Receipt", "translated otherwise in diwan/core/files")]


def test_compiled_catalogues_answer_and_empty_words_fall_back_to_the_source(house):
    messages.update(house)
    sentence = ("%(n)s piece", "%(n)s pieces")
    translate(
        house, "ar", {sentence: ("لا وثيقة", "وثيقة واحدة", "وثيقتان", "%(n)s وثائق", "%(n)s وثيقة", "%(n)s وثيقة.")}
    )
    assert len(messages.compile_all(house)) == 3
    with messages.po_file(app_of(house), "ar").with_suffix(".mo").open("rb") as stream:
        arabic = gettext.GNUTranslations(stream)
    forms = [arabic.ngettext(*sentence, n) for n in (0, 1, 2, 3, 11, 100)]
    assert forms == ["لا وثيقة", "وثيقة واحدة", "وثيقتان", "%(n)s وثائق", "%(n)s وثيقة", "%(n)s وثيقة."]
    assert arabic.gettext("Receipt") == "Receipt"
    assert arabic.ngettext("%(count)d file of %(owner)s", "%(count)d files of %(owner)s", 1).startswith(
        "%(count)d file of"
    )


def test_compiling_again_writes_only_what_changed(house):
    messages.update(house)
    messages.compile_all(house)
    assert messages.compile_all(house) == []
    path = messages.po_file(app_of(house), "fr")
    later = path.with_suffix(".mo").stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))
    assert messages.compile_all(house) == [path.with_suffix(".mo")]


def test_the_share_of_a_language_is_counted(house):
    messages.update(house)
    translate(house, "zgh", {"Open": "ⵔⵥⵎ"})
    assert messages.share("zgh", house) == (1, len(FRENCH))

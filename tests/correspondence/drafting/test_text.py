"""The text of a letter: what is read from HTML and lines, what is left out, and what comes out of the typesetter."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diwan.correspondence.drafting.queries.page import as_data, typeset
from diwan.correspondence.drafting.text.blocks import Block, Run, tidy
from diwan.correspondence.drafting.text.comparing import compare
from diwan.correspondence.drafting.text.fields import fill, left
from diwan.correspondence.drafting.text.markup import from_markup, to_markup
from diwan.correspondence.drafting.text.reading import read
from diwan.correspondence.drafting.text.writing import for_editor, to_html

# The usual attacks: OWASP's cheat sheet, and the classes that sanitisers have let through.
ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<p onclick=alert(1) onmouseover='x()'>a</p>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='jav&#x09;ascript:alert(1)'>a</a>",
    "<svg onload=alert(1)><script>x</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html;base64,PHNjcmlwdD4='></object>",
    "<p style='background:url(javascript:alert(1))'>a</p>",
    '<p style="width:expression(alert(1))">a</p>',
    "<meta http-equiv=refresh content='0;url=//x.example'>",
    "<base href='//x.example/'>",
    "<form action='//x.example'><input name=q><button formaction=javascript:alert(1)>a</button></form>",
    "<p dir='\"><script>alert(1)</script>'>a</p>",
    "<p data-align='x\" onclick=\"alert(1)'>a</p>",
    "<li data-list='ordered\" onx=\"1' class='ql-indent-9\" onload=\"1'>a</li>",
    "<td value='1\" onload=\"alert(1)'>a</td>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img title='</textarea><img src onerror=alert(1)>'></textarea>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><p>a</p>",
    "<<script>alert(1)//<</script>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<table><tr><td><script>alert(1)</script></td></tr></table>",
    "</p></li></td><b><i><u>open",
    "\x00<scr\x00ipt>alert(1)</script>",
]
TAGS = {"p", "h2", "h3", "ol", "ul", "li", "table", "tbody", "tr", "td", "th", "strong", "em", "u", "br"}
ATTRIBUTES = {"dir", "data-align", "data-level", "data-numbered", "value", "data-list", "class"}
VALUES = r"rtl|ltr|center|end|justify|yes|ordered|bullet|ql-indent-\d|\d{1,6}"


def assert_closed(html):
    """Only our own tags, attributes and values, and text that is escaped."""
    import re

    rest = re.sub(r"</?([a-z0-9]+)((?:\s[a-z-]+=\"[^\"<>]*\")*)>", lambda m: known(m[1], m[2]), html)
    assert not {"<", ">"} & set(rest), rest


def known(tag, attributes):
    import re

    assert tag in TAGS, tag
    for name, value in re.findall(r"\s([a-z-]+)=\"([^\"]*)\"", attributes):
        assert name in ATTRIBUTES, name
        assert re.fullmatch(VALUES, value), value
    return ""


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_comes_through(attack):
    blocks, _left_out = read(attack)
    for html in (to_html(blocks), for_editor(blocks), to_html(from_markup(attack))):
        assert_closed(html)


@given(st.text(alphabet=st.sampled_from("<>\"'=/ &;pliscrtonhe-!#\x00 \u202eا1\n"), max_size=120))
@settings(max_examples=300, deadline=None)
def test_no_text_comes_out_as_markup(text):
    blocks, _left_out = read(text)
    assert_closed(to_html(blocks))
    assert read(to_html(blocks))[0] == blocks


def test_what_is_left_out_is_said():
    _blocks, left_out = read("<p onclick='x()'>a <img src='x'><a href='y'>b</a></p><script>x</script>\u202e")
    assert left_out == ("a", "a[href]", "img", "img[src]", "p[onclick]", "script", "unseen")
    assert read("<p class='ql-align-x'>a</p>")[1] == ()


def test_the_editor_reads_back_what_it_was_given():
    html = (
        '<h2>عنوان</h2><p data-numbered="yes" dir="rtl">فقرة <strong>هامة</strong></p><ol><li value="1">أ</li>'
        '<li value="1" data-level="1">ب</li></ol><ul><li>ج</li></ul>'
        "<table><tbody><tr><th>د</th><td>1</td></tr></tbody></table>"
        '<p dir="ltr" data-align="center">Fin<br>de ligne</p>'
    )
    blocks, left_out = read(html)
    assert left_out == ()
    assert to_html(blocks) == html
    assert read(for_editor(blocks))[0] == blocks


WORDS = st.text(alphabet=st.sampled_from("ab §#*/_|\\[]1.-=ا{}"), min_size=1, max_size=12).map(str.strip).filter(bool)
RUNS = st.lists(st.builds(Run, WORDS, st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=3).map(tidy)
PLACES = {"direction": st.sampled_from(("", "rtl", "ltr")), "align": st.sampled_from(("", "center", "end", "justify"))}
LINES = st.one_of(
    st.builds(Block, st.sampled_from(("p", "numbered", "h2", "h3")), RUNS, **PLACES),
    st.builds(Block, st.sampled_from(("ol", "ul")), RUNS, level=st.integers(0, 4), **PLACES),
)
CELLS = st.builds(Block, st.sampled_from(("td", "th")), RUNS, **PLACES)
TABLES = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=3).map(lambda rows: Block("table", rows=tuple(rows)))


@given(st.lists(st.one_of(LINES, TABLES), max_size=5))
@settings(max_examples=300, deadline=None)
def test_a_text_written_as_lines_reads_back_the_same(blocks):
    joined = []
    for block in blocks:  # two tables in a row are one in lines
        if not (block.kind == "table" and joined and joined[-1].kind == "table"):
            joined.append(block)
    assert from_markup(to_markup(joined)) == tuple(joined)


def test_versions_are_compared_word_by_word():
    before = read("<p>يشرفني أن أوافيكم بالمعطيات</p><p>فقرة ثانية لا تتغير</p><p>تحذف</p>")[0]
    after = read("<p>يشرفني أن أوافيكم رفقته بالمعطيات</p><p>فقرة ثانية لا تتغير</p><p>Un ajout &lt;b&gt;</p>")[0]
    first, second, *rest = compare(before, after)
    assert "<ins>رفقته </ins>" in first or "<ins> رفقته</ins>" in first
    assert second == "فقرة ثانية لا تتغير"
    assert rest == ["<ins>Un ajout &lt;b&gt;</ins>", "<del>تحذف</del>"]


def test_fields_are_filled_and_what_is_not_known_stays():
    assert fill("عدد {reference} {their_reference} {x}", {"reference": "A-1"}) == "عدد A-1 {their_reference} {x}"
    assert left("{their_reference} {x}", "{subject}") == ["subject", "their_reference"]


# --- on paper ---


def paper(html, layout="ar", second=""):
    both = {"ar": "وزارة التربية الوطنية", "fr": "Ministère de l’Éducation nationale"}
    page = {
        "layout": layout,
        "administration": {
            "name": both,
            "country": {"ar": "المملكة المغربية", "fr": "Royaume du Maroc"},
            "emblem": None,
        },
        "head": {"ar": ["مديرية الموارد البشرية"], "fr": ["Direction des ressources humaines"]},
        "addressed": {"ar": [["إلى السيد المندوب السامي"]], "fr": [["À Monsieur le Haut-Commissaire"]]},
        "greeting": {"ar": "سلام تام بوجود مولانا الإمام", "fr": "Monsieur,"},
        "closing": {"ar": "والسلام", "fr": "Salutations distinguées."},
        "subject": "الموضوع #let",
        "answers": {"reference": "HCP/2026/15", "date": both},
        "body": as_data(read(html)[0]),
        "second": as_data(read(second)[0]),
        "signer": {"title": both, "name": both, "basis": "delegation"},
        "annexes": ["لائحة.pdf", "#panic()"],
        "copies": ["*gras*"],
        "country": "MA",
        "number": "",
        "date": None,
        "hijri": None,
        "verification": None,
    }
    return typeset(page, title="t", at=datetime(2026, 11, 22, tzinfo=UTC))


def pdfium(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def squeezed(text):
    return "".join(text.split())


TYPST = ["#let x = 1", '#panic("x")', "$x^2$", "*gras*", "_a_", "= titre", "- a", "@ref", "<label>", "// c", "/* c */"]
TYPST += ["`raw`", "\\u{41}", "~ -- --- ...", "'a' \"b\"", "[#sys.inputs]", '#read("/etc/passwd")', "https://x.example"]


@pytest.mark.parametrize("text", TYPST)
def test_what_looks_like_typst_comes_out_as_itself(text):
    from django.utils.html import escape

    assert squeezed(text) in squeezed(pdfium(paper(f"<p>{escape(text)}</p>", "fr")))


@given(st.text(alphabet=st.sampled_from("ab#$*_`\\[]{}<>@/=-~\"'().,:;!?^&%+|1 "), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_typed_comes_out_as_itself(text):
    from django.utils.html import escape

    wanted = squeezed(read(f"<p>{escape(text)}</p>")[0][0].text) if text.strip() else ""
    assert wanted in squeezed(pdfium(paper(f"<p>{escape(text)}</p>", "fr")).replace("\ufffe", "-").replace("\x02", "-"))


ARABIC = ("الاسم", "الكامل", "وزارة", "التربية", "الوطنية", "والتعليم", "الأولي", "المديرية", "الإقليمية", "الخصاص")
ARABIC += ("طلب", "الأكاديمية", "يشرفني", "المعطيات", "2009-02-22", "2024/1523")
FRENCH = ("Éducation", "réforme", "dossiers", "efficacité", "l’année", "offre", "officielle", "12/03/2026")


def readers(pdf, folder):
    """The text of a PDF as each reader finds it."""
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    found = {"pdfium": pdfium(pdf)}
    for name, command in (
        ("poppler", ["pdftotext", str(path), "-"]),
        ("mupdf", ["mutool", "draw", "-q", "-F", "text", str(path)]),
    ):
        if shutil.which(command[0]):
            found[name] = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return found


@pytest.mark.parametrize(("layout", "words"), [("ar", ARABIC), ("fr", FRENCH)])
def test_words_and_dates_are_found_again(layout, words, tmp_path):
    for name, text in readers(paper(f"<p>{' '.join(words)}</p>", layout), tmp_path).items():
        clean = text.translate(dict.fromkeys((8206, 8207, 8234, 8235, 8236, 8294, 8295, 8296, 8297)))
        # The text of mutool stands as it is seen, right to left words backwards.
        found = [word for word in words if word in clean or (name == "mupdf" and word[::-1] in clean)]
        wanted = len(words) if name == "pdfium" else 0.8 * len(words)
        assert len(found) >= wanted, (name, set(words) - set(found))


@pytest.mark.parametrize("layout", ["ar", "fr", "both"])
def test_every_form_of_text_is_set_in_every_layout(layout):
    html = (
        "<h3>أ</h3><h2>ب</h2><p data-numbered='yes'>ت</p>"
        "<ol><li>ث</li><li data-level='1'>ج</li></ol><ul><li>ح</li></ul>"
        "<table><tr><th>خ</th><th>د</th></tr><tr><td>ذ</td></tr></table>"
        "<p data-align='end' dir='ltr'><b><i><u>z</u></i></b></p>"
    )
    assert paper(html, layout, html if layout == "both" else "").startswith(b"%PDF")

"""Pages obey the content policy, mirror by themselves, and carry no dead wood."""

from __future__ import annotations

import re

import pytest
from django.template import engines
from django.template.base import TokenType
from django.template.loader import get_template

from .sources import ROOT, files, short, template_name, templates

# The programs that show mail read styles inline only, and know no content policy of ours.
PAGES = [path for path in templates() if path.suffix == ".html" and path.stem != "mail"]
STYLES = [path for path in files(".css", under="diwan") if "vendor" not in path.parts]
COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->|/\*.*?\*/", re.DOTALL)

INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", re.I),
    "an inline style": re.compile(r"<style|\sstyle\s*=", re.I),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a script in a link": re.compile(r"javascript:", re.I),
}
SIDES = {
    "a physical side in a style": re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)|"
        r"border-(?:top|bottom)-(?:left|right)-radius|left|right)\s*:"
        r"|(?:text-align|float|clear)\s*:\s*(?:left|right)",
        re.I,
    ),
    "a physical side in a class": re.compile(
        r"class=\"[^\"]*(?<![\w-])(?:[mp][lr]-(?:\d|auto|sm|md|lg)|(?:text|float|border|rounded)-(?:left|right))(?![\w-])"
    ),
}
# Pages of ours that stand in for a library's are asked for by the library.
OF_LIBRARIES = re.compile(r"^(account|allauth|mfa|socialaccount|usersessions|django|admin)/|^\d{3}\.html$")
# Forms that a library answers need no key of ours,
WITHOUT_KEY = re.compile(r"{% url ['\"](account_|mfa_|usersessions_|socialaccount_|openid)")
# nor do these.
KEYLESS = {
    "verification/verify.html": "it only reads, and its view is held to that",
    "accounts/recovery_codes.html": "allauth's view answers it, and shows the codes once",
    "accounts/kept.html": "it sends again the key of the form that was kept",
    "accounts/continue.html": "allauth's view for signing in elsewhere answers it",
}


def seen(text: str, patterns: dict[str, re.Pattern[str]]) -> list[str]:
    """Each offence in a text, with its line."""
    text = COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)
    return [
        f"line {text.count(chr(10), 0, match.start()) + 1}: {name}: {match.group()[:60]!r}"
        for name, pattern in patterns.items()
        for match in pattern.finditer(text)
    ]


def offences(paths, patterns) -> list[str]:
    return [f"{short(path)} {found}" for path in paths for found in seen(path.read_text(), patterns)]


def test_nothing_is_inline():
    """But in e-mails: mail programs know neither our style sheets nor our policy, so what is sent carries its look."""
    assert not offences([page for page in PAGES if page.name != "mail.html"], INLINE)


def test_no_side_is_physical():
    assert not offences([*PAGES, *STYLES], SIDES)


@pytest.mark.parametrize(
    ("patterns", "text"),
    [
        (INLINE, "<script>go()</script>"),
        (INLINE, '<script type="module">go()</script>'),
        (INLINE, '<p style="color:red">'),
        (INLINE, "<style>p {}</style>"),
        (INLINE, '<button type="button" onclick="go()">'),
        (INLINE, '<a href="javascript:go()">'),
        (SIDES, "p { margin-left: 1rem }"),
        (SIDES, "p { position: absolute; left: 0 }"),
        (SIDES, "p { text-align: right }"),
        (SIDES, "p { float:left }"),
        (SIDES, '<p class="mb-3 ml-2">'),
        (SIDES, '<p class="text-right">'),
    ],
)
def test_an_offence_is_seen(patterns, text):
    assert seen(text, patterns)


@pytest.mark.parametrize(
    ("patterns", "text"),
    [
        (INLINE, '<script src="/a.js" defer></script>'),
        (INLINE, '<script type="application/json" id="a">{}</script>'),
        (INLINE, "{# <style> #}<p>on = 1</p>"),
        (SIDES, "p { margin-inline-start: 1rem; inset-inline-start: 0; text-align: start }"),
        (SIDES, '<p class="ms-2 pe-3 text-start">'),
        (SIDES, "p { color: var(--bright); transition: right .2s }"),
    ],
)
def test_good_practice_is_not_an_offence(patterns, text):
    assert not seen(text, patterns)


@pytest.mark.parametrize("path", templates(), ids=short)
def test_a_template_compiles(path):
    get_template(template_name(path))


def loads(text: str) -> set[str]:
    return {
        name
        for match in re.finditer(r"{% load ([\w. ]+) %}", COMMENT.sub("", text))
        for name in match[1].split(" from ")[-1].split()
    }


def words(text: str) -> set[str]:
    """Every tag and filter a template uses."""
    from django.template.base import Lexer

    used = set()
    for token in Lexer(text).tokenize():
        if token.token_type == TokenType.BLOCK:
            used.add(token.contents.split()[0])
        if token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            used |= set(re.findall(r"\|(\w+)", token.contents)) | set(re.findall(r"\b(\w+)\b", token.contents))
    return used


@pytest.mark.parametrize("path", templates(), ids=short)
def test_a_template_loads_only_what_it_uses(path):
    engine, text = engines["django"].engine, path.read_text()
    used = words(COMMENT.sub("", text))
    for name in loads(text):
        library = engine.template_libraries[name]
        assert used & (set(library.tags) | set(library.filters)), f"loads {name} and uses nothing of it"


def test_every_template_is_used():
    code = "\n".join(path.read_text() for path in files(".py", ".html", ".txt", under="diwan"))
    code += "\n".join(path.read_text() for path in files(".py", under="config"))
    unused = [
        template_name(path)
        for path in templates()
        if not OF_LIBRARIES.match(template_name(path)) and f"{template_name(path)}" not in code
    ]
    assert not unused


def test_every_form_that_writes_carries_its_key():
    bare = []
    for path in PAGES:
        for form in re.findall(r"<form\b.*?</form>", COMMENT.sub("", path.read_text()), re.DOTALL | re.I):
            head, name = form[: form.index(">") + 1], template_name(path)
            writes = re.search(r"method=\"post\"|hx-post=", head, re.I)
            if not writes or OF_LIBRARIES.match(name) or name in KEYLESS:
                continue
            if "{% csrf_token %}" not in form:
                bare.append(f"{short(path)}: no csrf_token in {head}")
            if "{% idempotency_field %}" not in form and not WITHOUT_KEY.search(form):
                bare.append(f"{short(path)}: no idempotency_field in {head}")
    assert not bare


def test_pages_say_their_language_and_direction():
    base = (ROOT / "diwan/portal/shell/templates/shell/base.html").read_text()
    assert re.search(r"<html[^>]* lang=\"{{", base)
    assert re.search(r"<html[^>]* dir=\"{", base)

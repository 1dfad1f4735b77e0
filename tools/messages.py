"""Translations without the gettext programs, which a fresh machine does not have.

    python -m tools.messages update    source → <app>/locale/{ar,fr,zgh}/LC_MESSAGES/django.po
    python -m tools.messages check     fails when Arabic or French lacks a sentence or breaks a placeholder
    python -m tools.messages compile   .po → .mo beside it, only where something changed

Each app carries its own catalogue, so that an app moves or goes with its words. Django merges them all into one, hence
a sentence that two apps translate differently is an error: which one wins would depend on the order of INSTALLED_APPS.
English is the source language and needs no catalogue; Amazigh may be partial, its share is printed.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
REQUIRED = ("ar", "fr")
LANGUAGES = (*REQUIRED, "zgh")
#: Arabic and French as Django's own catalogues write them; Amazigh counts like French (0 and 1 are singular).
PLURALS = {
    "ar": (
        "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"
    ),
    "fr": "nplurals=2; plural=(n > 1);",
    "zgh": "nplurals=2; plural=(n > 1);",
}
KEYWORDS: dict[str, tuple | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|\{(\w+)(?:[!:][^{}]*)?\}")


@dataclass(frozen=True)
class Problem:
    """One sentence that a reader of `language` would see wrong, or in English."""

    app: str
    language: str
    message: str
    why: str

    def __str__(self) -> str:
        return f"{self.app} [{self.language}] {self.why}: {self.message!r}"


def catalogues(root: Path = ROOT) -> list[Path]:
    """The folders that carry a catalogue: every app under diwan/, and config/ for what belongs to no app."""
    apps = sorted(found.parent for found in (root / "diwan").rglob("apps.py"))
    return [*apps, root / "config"]


def po_file(folder: Path, language: str) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def extracted(folder: Path) -> Catalog:
    """The sentences of one folder's Python files and templates. Migrations freeze old sentences and are left out."""
    found = Catalog(fuzzy=False)
    for path in sorted(folder.rglob("*.py")):
        if not {"migrations", "node_modules"} & set(path.relative_to(folder).parts):
            _add(found, path, path.read_text(encoding="utf-8"))
    for path in sorted((folder / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            # Between brackets, because Python's tokenizer would otherwise trip over a template's indentation.
            _add(found, path, f"({templatize(path.read_text(encoding='utf-8'), origin=str(path))}\n)")
    return found


def _add(catalog: Catalog, path: Path, source: str) -> None:
    try:
        # Bytes with a declared encoding: Babel otherwise reads Latin-1.
        messages = list(
            extract("python", io.BytesIO(source.encode()), KEYWORDS, ("Translators:",), {"encoding": "utf-8"})
        )
    except Exception as error:
        raise SystemExit(f"{path}: cannot read its sentences: {error}") from error
    for _line, message, comments, context in messages:
        if message:
            catalog.add(message, auto_comments=comments, context=context)


def load(path: Path, language: str) -> Catalog:
    if not path.exists():
        return _empty(language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def _header(language: str) -> str:
    """Constant, so that a run that finds nothing new changes no byte."""
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS[language]}\\n"\n'
    )


def _empty(language: str) -> Catalog:
    return read_po(io.BytesIO(_header(language).encode()), locale=language)


def words_of(message: Message | None) -> tuple[str, ...]:
    """The translation, as one form or as its plural forms; nothing when there is none."""
    if message is None or not message.string:
        return ()
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def translated(message: Message | None) -> bool:
    """Whether every form of the message has its words."""
    return bool(words_of(message)) and all(words_of(message))


def update(root: Path = ROOT) -> list[Path]:
    """Bring every catalogue in line with the source; returns the files that changed.

    Kept: each translation still in use, with its translator's comments. Dropped: sentences no longer in the source.
    A sentence new to an app takes the words another app already gave it, so that moving code loses nothing.
    """
    changed = []
    for language in LANGUAGES:
        olds = {folder: load(po_file(folder, language), language) for folder in catalogues(root)}
        memory = {_key(m): m for old in olds.values() for m in old if m.id and translated(m) and not m.fuzzy}
        for folder, old in olds.items():
            source, path = extracted(folder), po_file(folder, language)
            if not len(source) and not path.exists():
                continue
            new = _empty(language)
            for message in source:
                if not message.id:
                    continue
                kept = old.get(message.id, context=message.context)
                known = kept if translated(kept) else memory.get(_key(message))
                forms = new.num_plurals if message.pluralizable else 0
                new.add(
                    message.id,
                    string=_fitting(known, forms),
                    flags=known.flags & {"fuzzy"} if known else (),
                    auto_comments=message.auto_comments,
                    user_comments=kept.user_comments if kept else (),
                    context=message.context,
                )
            if _write(path, _text(new, language)):
                changed.append(path)
    return changed


def _key(message: Message) -> tuple:
    return message.id, message.context


def _fitting(known: Message | None, forms: int) -> str | tuple[str, ...]:
    """The known words, if they have as many forms as the sentence now needs; otherwise nothing."""
    words = words_of(known)
    if not forms:
        return words[0] if len(words) == 1 else ""
    return words if len(words) == forms else ("",) * forms


def _text(catalog: Catalog, language: str) -> bytes:
    body = io.BytesIO()
    write_po(body, catalog, width=120, no_location=True, omit_header=True, sort_output=True)
    return f"{_header(language)}\n".encode() + body.getvalue().lstrip()


def _write(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
    return True


def missing(root: Path = ROOT) -> list[Problem]:
    """Everything a reader of Arabic or French would see wrong; empty when all is well."""
    problems = []
    for language in REQUIRED:
        said: dict[tuple, tuple[str, tuple[str, ...]]] = {}
        for folder in catalogues(root):
            app, catalog = folder.relative_to(root).as_posix(), load(po_file(folder, language), language)
            for message in extracted(folder):
                if not message.id:
                    continue
                entry = catalog.get(message.id, context=message.context)
                problems += [Problem(app, language, _ids(message)[0], why) for why in _faults(message, entry, catalog)]
                if translated(entry):
                    other, words = said.setdefault(_key(message), (app, words_of(entry)))
                    if words != words_of(entry):
                        problems.append(Problem(app, language, _ids(message)[0], f"translated otherwise in {other}"))
    return problems


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _faults(source: Message, entry: Message | None, catalog: Catalog) -> Iterator[str]:
    if entry is None or not translated(entry):
        yield "missing"
        return
    if entry.fuzzy:
        yield "fuzzy"
    wanted, forms = _placeholders(*_ids(source)), [_placeholders(words) for words in words_of(entry)]
    if not source.pluralizable:
        if forms != [wanted]:
            yield "placeholders differ"
    elif len(forms) != catalog.num_plurals:
        yield f"needs {catalog.num_plurals} plural forms"
    # One form may leave out one placeholder, the number itself: ملفان needs no 2.
    elif any(form - wanted or len(wanted - form) > 1 for form in forms) or set().union(*forms) != wanted:
        yield "placeholders differ"


def _placeholders(*texts: str) -> set[str]:
    return {name or brace for text in texts for name, brace in PLACEHOLDER.findall(text.replace("%%", ""))}


def share(language: str, root: Path = ROOT) -> tuple[int, int]:
    """(translated, all) sentences of a language over the whole house."""
    done = total = 0
    for folder in catalogues(root):
        catalog = load(po_file(folder, language), language)
        for message in extracted(folder):
            if message.id:
                total += 1
                done += translated(catalog.get(message.id, context=message.context))
    return done, total


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write the .mo of each catalogue that is younger than its .mo; returns those written."""
    written = []
    for folder in catalogues(root):
        for language in LANGUAGES:
            path = po_file(folder, language)
            target = path.with_suffix(".mo")
            if not path.exists() or (target.exists() and target.stat().st_mtime_ns > path.stat().st_mtime_ns):
                continue
            catalog = load(path, language)
            for message in list(catalog):
                # An empty form would be shown as an empty text; without it Django falls back to the source.
                if message.id and not translated(message):
                    catalog.delete(message.id, context=message.context)
            body = io.BytesIO()
            write_mo(body, catalog)
            target.unlink(missing_ok=True)
            _write(target, body.getvalue())
            written.append(target)
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="messages", description="Translations without the gettext programs.")
    parser.add_argument("command", choices=("update", "check", "compile"))
    command = parser.parse_args(arguments).command
    if command == "update":
        for path in update():
            print(path.relative_to(ROOT))
    elif command == "compile":
        print(f"{len(compile_all())} catalogues compiled")
    else:
        problems = missing()
        for problem in problems:
            print(problem)
        done, total = share("zgh")
        print(f"{len(problems)} to mend in Arabic and French; Amazigh: {done} of {total} ({done / max(total, 1):.0%})")
        return 1 if problems else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Texts as people type them: paragraphs and lists of guides, questions of courses; and the texts Diwan brings."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

BROUGHT = Path(__file__).parent / "data" / "brought.toml"


@functools.cache
def brought() -> dict[str, Any]:
    """The guides and courses of data/brought.toml."""
    return tomllib.loads(BROUGHT.read_text())


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """A text as blocks: `## ` begins a heading, `- ` a line of a list, an empty line ends a paragraph. Nothing in it is
    markup: the page escapes every word."""
    found: list[tuple[str, list[str]]] = []
    for line in (*text.splitlines(), ""):
        line = line.strip()
        if not line:
            found.append(("", []))
        elif line.startswith("## "):
            found.append(("heading", [line[3:].strip()]))
        elif line.startswith("- "):
            add(found, "list", line[2:].strip())
        else:
            add(found, "paragraph", line)
    return [(kind, lines) for kind, lines in found if kind]


def add(found: list[tuple[str, list[str]]], kind: str, line: str) -> None:
    if found and found[-1][0] == kind:
        found[-1][1].append(line)
    else:
        found.append((kind, [line]))


def questions_in(text: str) -> list[dict[str, Any]]:
    """Questions one after another: `? question`, then `+ right answer` and `- wrong answer`, each `ar | fr`."""
    found: list[dict[str, Any]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        sign, words = line[0], [part.strip() for part in line[1:].split("|", 1)]
        one = {"ar": words[0], "fr": words[1] if len(words) > 1 else ""}
        if sign in "?؟":
            found.append(one | {"options": []})
        elif sign in "+-" and found:
            found[-1]["options"].append(one | {"right": sign == "+"})
    return found


def text_of(questions: list[dict[str, Any]]) -> str:
    """The same text back."""
    lines = []
    for question in questions:
        lines.append(f"? {question['ar']} | {question['fr']}")
        lines += [f"{'+' if one['right'] else '-'} {one['ar']} | {one['fr']}" for one in question["options"]]
        lines.append("")
    return "\n".join(lines).strip()


def is_sound(question: dict[str, Any]) -> bool:
    """One right answer, a wrong one at least, and words everywhere."""
    options = question["options"]
    rights = sum(one["right"] for one in options)
    return bool(question["ar"]) and rights == 1 and len(options) > 1 and all(one["ar"] for one in options)

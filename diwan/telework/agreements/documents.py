"""What the signed papers say: the decision and the charter, in the language of the person; the model charter."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.calendars import api as calendars
from diwan.telework.acts import api as acts

from .enums import State

if TYPE_CHECKING:
    from datetime import date
    from typing import Literal

    from .models import Agreement, CharterVersion

DECISION, CHARTER = "telework.decision", "telework.charter"
DATA = Path(__file__).parent / "data"
LABELS = {DECISION: gettext_lazy("Decision on telework"), CHARTER: gettext_lazy("Telework charter")}


def language(row: Agreement) -> Literal["ar", "fr"]:
    return "fr" if row.person.language == "fr" else "ar"


def day(value: date, row: Agreement) -> str:
    return calendars.format_date(value, language(row), row.administration.country)


def name_of(row: Agreement) -> str:
    person = row.person
    return person.name_latin if language(row) == "fr" and person.name_latin else person.name_ar


def decision_title(row: Agreement) -> str:
    with translation.override(language(row)):
        if row.state == State.REFUSED:
            return _("Decision refusing telework to %(name)s") % {"name": name_of(row)}
        return _("Decision on the telework of %(name)s") % {"name": name_of(row)}


def decision(row: Agreement) -> acts.Content:
    """A decision of a few articles (قرار إداري)."""
    with translation.override(language(row)):
        grounds = [_("Having regard to the guide of telework in public administrations")]
        if row.ground:
            grounds.append(row.ground)
        elif row.reasons:
            grounds.append(_("Having regard to the request of the person concerned"))
        if row.state == State.REFUSED:
            texts = [
                _("The request of %(name)s to telework is refused.") % {"name": name_of(row)},
                _("Reasons: %(reasons)s") % {"reasons": row.decision_reason},
                _("The person concerned may appeal to the authority above the one that decided."),
            ]
        else:
            texts = [
                _("%(name)s works remotely from %(first)s to %(last)s.")
                % {"name": name_of(row), "first": day(row.starts_on, row), "last": day(row.ends_on, row)},
                row.terms_now.words(),
                _("It begins once the charter is signed by both sides and what the rules ask for is met."),
            ]
            if row.trial_until:
                texts.append(_("A trial runs until %(day)s.") % {"day": day(row.trial_until, row)})
            if row.imposed:
                texts.append(_("The person concerned may appeal to the authority above the one that decided."))
        titles = [_("Article %(number)s") % {"number": place} for place in range(1, len(texts) + 1)]
        blocks = [
            acts.verb(_("DECIDES")),
            *(acts.article(*pair) for pair in zip(titles, texts, strict=True)),
        ]
        return acts.Content(language=language(row), grounds=grounds, blocks=blocks)


def charter_title(row: Agreement) -> str:
    with translation.override(language(row)):
        return _("Telework charter: %(name)s") % {"name": name_of(row)}


def charter(row: Agreement, version: CharterVersion) -> acts.Content:
    """The charter with its annexes, as this version says them."""
    french = language(row) == "fr" and version.body_fr
    body = version.body_fr if french else version.body_ar
    annexes = version.annexes_fr if french else version.annexes_ar
    code: Literal["ar", "fr"] = "fr" if french else "ar"
    with translation.override(code):
        about = [
            (_("Person"), name_of(row)),
            (_("Days away"), row.terms_now.words()),
            (_("From"), day(row.starts_on, row)),
            (_("Until"), day(row.ends_on, row)),
            (_("Version of the charter"), str(version.number)),
        ]
    blocks = [acts.fields(about), *blocks_of(body)]
    if annexes:
        blocks += [acts.page_break(), *blocks_of(annexes)]
    return acts.Content(language=code, blocks=blocks)


def parts(text: str) -> list[tuple[str, list[str]]]:
    """A text with `# ` titles as (title, paragraphs)."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines():
        if line.startswith("# "):
            found.append((line[2:].strip(), []))
        elif line.strip():
            found[-1][1].append(line.strip())
    return [(title, lines) for title, lines in found if title or lines]


def blocks_of(text: str) -> list[acts.content.Block]:  # type: ignore[attr-defined,name-defined]
    blocks = []
    for title, lines in parts(text):
        if title:
            blocks.append(acts.heading(title))
        items = [line[2:] for line in lines if line.startswith("- ")]
        blocks += [acts.paragraph(line) for line in lines if not line.startswith("- ")]
        if items:
            blocks.append(acts.items(items))
    return blocks


@cache
def model_charter() -> dict[str, str]:
    """The text Diwan brings, drawn from the guides (000 §5, 002 §9); an administration writes its own over it."""
    return {name: (DATA / f"charter_{name}.txt").read_text("utf-8").strip() for name in NAMES}


NAMES = ("body_ar", "body_fr", "annexes_ar", "annexes_fr")


def url_of(key: str) -> str:
    """Where what an act is about opens."""
    return reverse("agreements:agreement", args=[key])

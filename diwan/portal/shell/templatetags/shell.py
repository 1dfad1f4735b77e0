"""The small pieces every screen is made of. What each looks like: `/style/` with demo data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .. import accents

if TYPE_CHECKING:
    from django.core.paginator import Page

register = template.Library()

TONES = ("late", "soon", "ok", "calm", "mine")
PATHS = {
    "search": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM21 21l-6-6",
    "bell": "M6 9a6 6 0 0 1 12 0c0 6 2.500 7 2.500 8h-17C3.500 16 6 15 6 9zM10 20.500a2 2 0 0 0 4 0",
    "menu": "M4 6h16M4 12h16M4 18h16",
    "back": "M9 5l7 7-7 7",
    "check": "M5 12.500l4.500 4.500L19 7.500",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2",
    "cross": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9 9l6 6M15 9l-6 6",
    "file": "M6 3h8l4 4v14H6zM14 3v4h4",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line drawing beside a word, never instead of one; `back` mirrors in left-to-right text."""
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        name,
        PATHS[name],
    )


@register.simple_tag
def mark() -> SafeString:
    """The eight-pointed star of the house, in the colours of the theme."""
    return mark_safe(
        '<svg class="star" viewBox="0 0 64 64" aria-hidden="true" focusable="false"><path class="star-a" d="'
        "M32 2l8.8 8.8h12.4v12.4L62 32l-8.8 8.8v12.4H40.8L32 62l-8.8-8.8H10.8V40.8L2 32l8.8-8.8V10.8h12.4z"
        '"/><path class="star-b" d="'
        "M32 14l5.3 5.3h7.4v7.4L50 32l-5.3 5.3v7.4h-7.4L32 50l-5.3-5.3h-7.4v-7.4L14 32l5.3-5.3v-7.4h7.4z"
        '"/><path class="star-a" d="M32 24l8 8-8 8-8-8z"/></svg>'
    )


@register.filter
def where(seat: Any) -> str:
    """A seat in one line: administration · unit."""
    parts = (getattr(seat, "administration_name", ""), getattr(seat, "unit_name", ""))
    return " · ".join(str(part) for part in parts if part)


@register.simple_tag
def accent_sheet(*houses: Any) -> str:
    """Where the colours of the first of these administrations are; empty for those of the house."""
    look = next((house.look for house in houses if house and house.look), None)
    return accents.address(look.accent) if look else ""


@register.simple_tag
def emblem(house: Any) -> SafeString:
    """The letters of an administration before its name, which says the same."""
    letters = house.look.emblem if house.look else ""
    return format_html('<span class="emblem" aria-hidden="true">{}</span>', letters) if letters else mark_safe("")


@register.simple_tag
def status(tone: str, text: Any) -> SafeString:
    """A coloured word. `late` red, `soon` amber, `ok` verified, `mine` green, `calm` grey; the word says it alone."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"status: {tone!r} is not one of {TONES}")
    return format_html('<span class="tag tag-{}">{}</span>', tone, text)


@register.inclusion_tag("shell/pieces/empty.html")
def empty(title: Any, advice: Any = "", url: str = "", label: Any = "") -> dict[str, Any]:
    """An empty list: says so, and what to do next."""
    return {"title": title, "advice": advice, "url": url, "label": label}


@register.inclusion_tag("shell/pieces/proof.html")
def proof(state: str, text: Any, url: str = "", detail: Any = "") -> dict[str, Any]:
    """What was checked. `state`: `ok` verified, `waiting` not yet checkable, `bad` does not hold."""
    return {"state": state, "text": text, "url": url, "detail": detail}


@register.inclusion_tag("shell/pieces/steps.html")
def steps(items: Any, label: Any = "") -> dict[str, Any]:
    """A path: each item has `title`, `detail`, `at` and `state` (`done`, `now` or `next`)."""
    return {"items": items, "label": label}


@register.inclusion_tag("shell/pieces/progress.html")
def progress(done: int, total: int, failed: int = 0, label: Any = "") -> dict[str, Any]:
    """Long work: what is done, what failed, of how many."""
    return {"done": done, "total": total, "failed": failed, "label": label, "finished": done + failed >= total}


@register.inclusion_tag("shell/pieces/skeleton.html")
def skeleton(lines: int = 3) -> dict[str, Any]:
    """Grey lines while something loads."""
    return {"lines": range(lines)}


@register.inclusion_tag("shell/pieces/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Links to the other pages, the other parameters of the address kept."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [(n, address(n) if isinstance(n, int) else "") for n in numbers],
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("shell/pieces/pdf.html")
def pdf(url: str, name: str = "", download: bool = True) -> dict[str, Any]:
    """A PDF shown in the page; without JavaScript, a link to it. `download=False` where it is taken another way."""
    return {"url": url, "name": name, "download": download}

"""Small words of the screens of drafting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..enums import State
from ..text.reading import read
from ..text.writing import to_html

if TYPE_CHECKING:
    from ..models import Draft, Version

register = template.Library()
TONES = {
    State.WRITING: "calm",
    State.PROPOSED: "mine",
    State.CIRCUIT: "mine",
    State.SIGNED: "soon",
    State.SEALED: "ok",
    State.ABANDONED: "calm",
}


@register.simple_tag
def draft_state(draft: Draft) -> SafeString:
    """The state of a draft as a coloured word."""
    return format_html('<span class="tag tag-{}">{}</span>', TONES[State(draft.state)], draft.get_state_display())


@register.simple_tag
def preview_url(draft: Draft, version: Version) -> str:
    """Where a version is shown as it will be printed; the number makes each its own address."""
    return f"{reverse('drafting:preview', args=[draft.pk])}?version={version.number}"


@register.filter
def as_text(html: str) -> SafeString:
    """A text shown in a page: read again into the closed vocabulary, whatever is kept."""
    return to_html(read(html)[0])


@register.filter
def braced(name: str) -> str:
    return f"{{{name}}}"

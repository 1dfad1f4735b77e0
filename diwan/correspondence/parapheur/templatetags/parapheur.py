"""How the parapheur says things in its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.html import format_html

from diwan.correspondence.drafting import api as drafting
from diwan.engines.circuits import api as circuits

from .. import addresses
from ..enums import Reason
from ..queries import sentences

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from ..models import Folder, Signature

register = template.Library()


@register.simple_tag
def sentence(act: circuits.Act) -> SafeString:
    return format_html("<bdi>{}</bdi>", sentences.sentence(act))


@register.filter
def basis_label(title: circuits.Authority) -> str:
    return str(circuits.Basis(title.basis).label)


@register.filter
def masked(email: str) -> str:
    """An address as others than its author read it."""
    return addresses.masked(email)


@register.filter
def bdi_of(number: int) -> SafeString:
    return format_html("<bdi>{}</bdi>", number)


@register.filter
def why(row: Signature) -> str:
    """Why a signature was not made."""
    return str(Reason(row.reason).label) if row.reason in Reason.values else row.reason


@register.simple_tag
def draft_of(folder: Folder) -> Any:
    """Where the letter of a folder is written (1 query)."""
    draft = drafting.Draft.objects.filter(letter=folder.letter_id).values_list("pk", flat=True).get()
    return reverse("drafting:draft", args=[draft])

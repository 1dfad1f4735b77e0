"""The views of a list, beside its filter."""

from __future__ import annotations

from typing import Any

from django import template

from diwan.core.saved_views.forms import ViewForm
from diwan.core.saved_views.listings import listing_of
from diwan.core.saved_views.queries import seats_of, views_of

register = template.Library()


@register.inclusion_tag("saved_views/_menu.html", takes_context=True)
def views_menu(context: template.Context, code: str, query: str) -> dict[str, Any]:
    """The views of the list of this code that may be gone to, and a form to keep `query`, what the page asks now."""
    request = context["request"]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "listing": listing_of(code),
        "views": views_of(request.actor, code),
        "query": query,
        "form": ViewForm(units=seats_of(request.actor), auto_id="view-%s"),
    }

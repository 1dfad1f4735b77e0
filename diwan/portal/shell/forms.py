"""How every form of the house is rendered: `{{ form }}` is enough."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates

BOXES = {"checkbox", "radio"}
LEFT_TO_RIGHT = {"email", "url", "tel", "number", "password", "date", "time", "datetime-local"}
TYPED = {"text", "search"}


class Renderer(DjangoTemplates):
    """Django's own widgets with the classes and the direction of the house, in the house's field and form templates."""

    form_template_name = "shell/form.html"
    field_template_name = "shell/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if widget := context.get("widget"):
            dress(widget)
        return super().render(template_name, context, request)


def dress(widget: dict[str, Any]) -> None:
    """Add a class and a direction where the form has not said otherwise."""
    kind, name = widget.get("type"), widget["template_name"].rsplit("/", 1)[-1]
    attrs = widget["attrs"]
    if name in {"select.html", "select_date.html"}:
        add_class(attrs, "form-select")
    elif name == "textarea.html" or kind in TYPED:
        add_class(attrs, "form-control")
        attrs.setdefault("dir", "auto")
        attrs.setdefault(
            "placeholder", " "
        )  # lets the style know that the field is empty, to put the caret at its start
    elif kind in LEFT_TO_RIGHT:
        add_class(attrs, "form-control")
        attrs.setdefault("dir", "ltr")
    elif kind in BOXES and "subwidgets" not in widget and "optgroups" not in widget:
        add_class(attrs, "form-check-input")


def add_class(attrs: dict[str, Any], name: str) -> None:
    if name not in attrs.get("class", "").split():
        attrs["class"] = f"{attrs.get('class', '')} {name}".strip()

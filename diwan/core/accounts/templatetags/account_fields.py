"""Form fields of the account pages, drawn as the rest of the house draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms, template

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.utils.safestring import SafeString

register = template.Library()
LEFT_TO_RIGHT = (forms.EmailField, forms.URLField)


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget with the classes of its kind; addresses, codes and passwords run left to right in every language."""
    widget = field.field.widget
    attributes = {"class": "form-control"}
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
        attributes["class"] = "form-check-input"
    elif isinstance(widget, forms.Select):
        attributes["class"] = "form-select"
    if isinstance(field.field, LEFT_TO_RIGHT) or isinstance(widget, forms.PasswordInput):
        attributes["dir"] = "ltr"
    elif not isinstance(widget, forms.Select | forms.CheckboxInput | forms.DateInput):
        attributes["dir"] = "auto"
    if field.errors:
        attributes["class"] += " is-invalid"
    return field.as_widget(attrs=attributes)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)

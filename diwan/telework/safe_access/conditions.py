"""What agreements ask of safe access before telework starts: a personal device that was checked, or none declared."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import Device
from .queries.devices import allowed_devices
from .terms import agreements


def met(held: Any) -> bool:
    """A checked device; or none was declared, and the person works with what the administration lends (equipment)."""
    day = held.starts_on
    return bool(allowed_devices(held.person_id, day)) or not Device.objects.filter(person=held.person_id).exists()


def register() -> None:
    if agreements is not None:
        agreements.register_condition(
            agreements.Condition(
                code="device", label=_("Personal device checked"), met=met, url_name="safe_access:mine"
            )
        )

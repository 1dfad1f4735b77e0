"""What agreements ask of safe access before telework starts: a personal device that was checked, or none declared."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from diwan.telework.agreements import api as agreements

from .models import Device
from .queries.devices import allowed_devices


def met(held: Any) -> bool:
    """A checked device; or none was declared, and the person works with what the administration lends (equipment)."""
    if allowed_devices(held.person_id, held.starts_on):
        return True
    return not Device.objects.filter(person=held.person_id).exclude(state__in=("withdrawn", "lost")).exists()


def register() -> None:
    agreements.register_condition(
        agreements.Condition(code="device", label=_("Personal device checked"), met=met, url_name="safe_access:mine")
    )

"""The long works of agreements: approve several requests, each by itself, each with its outcome."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.batches import api as batches

from .operations import deciding

APPROVE = "agreements.approve"


def approve(task: batches.Task) -> str:
    """One request; a quota that is full refuses that one alone."""
    deciding.approve(actor=task.actor, agreement_id=int(task.subject), now=task.now)
    return _("approved")


def register() -> None:
    batches.register(
        batches.Kind(
            code=APPROVE,
            label=gettext_lazy("Approve requests to telework"),
            act=approve,
            url=lambda subject: reverse("agreements:agreement", args=[subject]),
        )
    )

"""Words of the quotas: what is counted together besides units."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupKind(models.TextChoices):
    GRADE = "grade", _("grade")
    COUNTER = "counter", _("counter")

"""What telework waits for: the security course passed and the current security guide acknowledged."""

from __future__ import annotations

from typing import Any

from .enums import GuideKind
from .models import Acknowledgement, Attempt, Course, Guide


def course_passed(agreement: Any) -> bool:
    """Whether the person passed a version of each security course; where none is published nothing is asked."""
    rows = Course.objects.filter(administration=agreement.administration_id, is_security=True, replaced_at=None)
    codes = set(rows.values_list("code", flat=True))
    passed = Attempt.objects.filter(
        person=agreement.person_id, passed=True, course__administration=agreement.administration_id
    )
    return codes <= set(passed.values_list("course__code", flat=True))


def guide_acknowledged(agreement: Any) -> bool:
    """Whether the person acknowledged the current version; where none is published nothing is asked."""
    rows = Guide.objects.filter(administration=agreement.administration_id, kind=GuideKind.SECURITY, replaced_at=None)
    current = rows.first()
    if current is None:
        return True
    return Acknowledgement.objects.filter(guide=current, person=agreement.person_id).exists()

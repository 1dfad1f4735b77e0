"""Who is to be told: the people whose seats give them a right over a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from .actors import EVERYTHING, extent
from .enums import ReachLevel
from .models import Delegation, Grant, Holding, Interim, Unit

if TYPE_CHECKING:
    from datetime import datetime


def people_with(right: str, unit_id: int, at: datetime) -> dict[int, str]:
    """Who holds this right over this unit at that moment, by whatever title: key and language (5 queries).

    A right over the whole instance does not count: its holders watch, they do not work there.
    """
    path = Unit.objects.values_list("path", flat=True).get(pk=unit_id)
    root, above = f"/{path.split('/')[1]}/", [int(key) for key in path.strip("/").split("/")]
    grants = Grant.objects.filter(right__in=(right, EVERYTHING), post__unit__path__startswith=root)
    posts = set()
    for post_id, level, home, home_path in grants.values_list("post_id", "reach", "post__unit_id", "post__unit__path"):
        reach, only = extent(level, home, home_path)
        if reach != "/" and (only == unit_id if only is not None else path.startswith(reach)):
            posts.add(post_id)
    found: dict[int, str] = {}
    for model in (Holding, Interim):
        found |= dict(model.objects.at(at).filter(post_id__in=posts).values_list("person_id", "person__language"))
    lent = Delegation.objects.at(at).filter(post_id__in=posts, rights__contains=[right])
    lent = lent.filter(Q(limit=None) | Q(limit_id__in=above))
    return found | dict(lent.values_list("person_id", "person__language"))


def people_over_all(right: str, at: datetime) -> dict[int, str]:
    """Who holds this right over the whole instance at that moment: key and language (2 queries)."""
    posts = Grant.objects.filter(right__in=(right, EVERYTHING), reach=ReachLevel.INSTANCE).values("post_id")
    found: dict[int, str] = {}
    for model in (Holding, Interim):
        found |= dict(model.objects.at(at).filter(post_id__in=posts).values_list("person_id", "person__language"))
    return found

"""The decision that opens telework, as an act: what it is founded on, and its articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from diwan.telework.acts import api as acts

from .enums import Role

if TYPE_CHECKING:
    from .models import Programme

LANGUAGE: Literal["ar"] = "ar"


def decision_title(programme: Programme) -> str:
    with translation.override(LANGUAGE):
        return _("Decision to adopt telework: %(title)s") % {"title": programme.title}


def decision(programme: Programme) -> acts.Content:
    """In the language of the administration's papers."""
    with translation.override(LANGUAGE):
        members = programme.members.filter(left_at=None).select_related("person")
        charge = next((one.person.name_ar for one in members if one.role == Role.CHARGE), "")
        liaison = [one.person.name_ar for one in members if one.role in {Role.LIAISON, Role.IT}]
        excluded = list(programme.exclusions.values_list("reason", flat=True))
        blocks = [
            acts.verb(_("Decides the following")),
            acts.article(_("Article 1"), _("Telework is adopted in the administration: %(text)s") % _text(programme)),
            acts.article(_("Article 2"), _("It is run by: %(name)s.") % {"name": charge}),
            acts.article(_("Article 3"), _("Liaison officers: %(names)s.") % {"names": "، ".join(liaison)}),
            acts.article(_("Article 4"), _("Populations covered: %(text)s") % {"text": programme.populations}),
        ]
        if excluded:
            blocks += [acts.article(_("Article 5"), _("Services excluded by their nature:")), acts.items(excluded)]
        grounds = [_("In view of the guide to telework in public administrations")]
        return acts.Content(language=LANGUAGE, grounds=grounds, blocks=blocks)


def _text(programme: Programme) -> dict[str, str]:
    return {"text": programme.objectives}


def url_of(key: str) -> str:
    """Where the programme is, from the key of the act's subject."""
    return reverse("programmes:home")

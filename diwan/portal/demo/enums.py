"""The roles one can step into, and what each may do, in one sentence."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """As in `data/people.toml`, where each has its title and its rights."""

    REGISTRY_CLERK = "registry_clerk", _("Registry clerk")
    REGISTRY_HEAD = "registry_head", _("Head of the registry office")
    SECRETARY_GENERAL = "secretary_general", _("Secretary general")
    DIRECTOR = "director", _("Director of human resources")
    OFFICER = "officer", _("Officer who teleworks")
    ACADEMY_DIRECTOR = "academy_director", _("Director of an academy")
    PROVINCIAL_DIRECTOR = "provincial_director", _("Provincial director")
    ADMINISTRATOR = "administrator", _("System administrator")
    SECURITY_OFFICER = "security_officer", _("Security officer")
    PLATFORM_OPERATOR = "platform_operator", _("Operator of the platform")
    MEMBER = "member", _("A member of the public with an account")

    @property
    def sentence(self) -> Any:
        return SENTENCES[self]


SENTENCES = {
    Role.REGISTRY_CLERK: _("Opens what was just deposited, accepts it, or returns it with a reason."),
    Role.REGISTRY_HEAD: _(
        "Sees the letters of every registry office of the administration, and how long each has waited."
    ),
    Role.SECRETARY_GENERAL: _(
        "Has telework adopted: programme, rules, evaluation committee, continuity plan and crisis switch."
    ),
    Role.DIRECTOR: _("Decides on letters and on requests to telework, and sees who is where."),
    Role.OFFICER: _("Works from home some days: confirms them, delivers tasks, closes the week."),
    Role.ACADEMY_DIRECTOR: _("Follows the letters of the academy and of its provincial directorates."),
    Role.PROVINCIAL_DIRECTOR: _("Follows the letters deposited at the provincial directorate."),
    Role.ADMINISTRATOR: _("Changes the tree of units, names people to posts and grants them rights."),
    Role.SECURITY_OFFICER: _("Allows devices, grants access to systems, cuts a lost device off, follows incidents."),
    Role.MEMBER: _(
        "Finds the letters and drafts, answers the office, follows the legal time; the form knows the name and address."
    ),
    Role.PLATFORM_OPERATOR: _("Opens administrations, and watches queues, failures and retries."),
}

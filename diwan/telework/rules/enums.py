"""Words that the whole wing shares: its rights, and the headings of its menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Rights. Whoever sits in a post has what an employee needs without any of them.
MANAGE = "telework.manage"  # decide, set tasks, see the team
RULES = "telework.rules"
PROGRAMME = "telework.programme"
EVALUATE = "telework.evaluate"
CRISIS = "telework.crisis"
SECURITY = "telework.security"
DESK = "telework.desk"

# Headings under which the apps of the wing register their pages.
MINE = _("My telework")
TEAM = _("Team")
STEERING = _("Telework programme")
SAFETY = _("Safe access")

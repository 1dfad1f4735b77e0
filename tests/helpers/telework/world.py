"""Every app of the wing, in one world."""

from __future__ import annotations

from .acts import Acts
from .agreements import Agreements
from .continuity import Continuity
from .equipment import Equipment
from .evaluations import Evaluations
from .incidents import Incidents
from .meetings import Meetings
from .outputs import Outputs
from .presence import Presence
from .programmes import Programmes
from .quotas import Quotas
from .rules import Rules
from .safe_access import SafeAccess
from .support import Support


class Telework(
    Rules,
    Quotas,
    Acts,
    Agreements,
    Presence,
    Outputs,
    Meetings,
    Evaluations,
    Programmes,
    Continuity,
    Equipment,
    Incidents,
    SafeAccess,
    Support,
):
    """What the wing adds to the world."""

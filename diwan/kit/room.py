"""Room on the data disk.

A PostgreSQL whose log cannot grow stops, and then nothing can be read either. So people's acts are refused while there
is still room for what is under way, for the log and for reading; when room comes back, so do they.
"""

from __future__ import annotations

import shutil

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .refusals import Refusal


class DiskFull(Refusal):
    message = _("There is no room left to keep anything; nothing was kept.")
    advice = _("Try again later.")
    status = 507


def demand_room() -> None:
    """Refuse to write when the data disk has less left than `DIWAN_DISK_RESERVE` bytes; one system call.

    Raises:
        DiskFull: too little is left.
    """
    if shutil.disk_usage(settings.DIWAN_HOME).free < settings.DIWAN_DISK_RESERVE:
        raise DiskFull

"""The video server of an administration."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from diwan.kit.boxes import box

from ..enums import Room

BOX = "diwan.meetings.video"


class VideoServer(models.Model):
    """Where an administration's video rooms are: one server of each kind at most. The secret is kept encrypted."""

    administration = models.ForeignKey("organisations.Administration", models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=[(one.value, one.label) for one in (Room.BBB, Room.JITSI)])
    address = models.URLField(_("address"), max_length=200)
    app_id = models.CharField(_("application identifier (Jitsi)"), max_length=100, blank=True)
    sealed_secret = models.TextField(editable=False)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("video server")
        verbose_name_plural = _("video servers")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "kind"],
                name="video_server_once",
                violation_error_message=_("There is one server of each kind."),
            )
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def secret(self) -> str:
        """The shared secret; raises InvalidToken when the instance's key is another one."""
        return box(BOX).decrypt(self.sealed_secret.encode()).decode()

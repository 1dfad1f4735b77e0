"""That the demo was loaded, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Load(models.Model):
    """The one row written last, in the transaction of the load: there, all of the demo is there."""

    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="demo_loaded_once",
                violation_error_message=_("The demonstration is already loaded."),
            )
        ]
        verbose_name = _("load of the demonstration")
        verbose_name_plural = _("loads of the demonstration")

    def __str__(self) -> str:
        return f"{self.loaded_at:%Y-%m-%d}"

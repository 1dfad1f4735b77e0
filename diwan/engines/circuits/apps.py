from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CircuitsConfig(AppConfig):
    name = "diwan.engines.circuits"
    label = "circuits"
    verbose_name = _("circuits")

    def ready(self) -> None:
        from diwan.core.organisations.api import register_right

        from . import handlers, tasks  # noqa: F401  handlers hear the facts, tasks run by the clock
        from .enums import DESIGN, MANDATES

        register_right(DESIGN, _("Draw circuits, and keep the types of documents"), needs_second_factor=True)
        register_right(MANDATES, _("See and recall the mandates given in a unit"), needs_second_factor=True)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CircuitsConfig(AppConfig):
    name = "diwan.engines.circuits"
    label = "circuits"
    verbose_name = _("circuits")

    def ready(self) -> None:
        from diwan.core.organisations.api import register_right
        from diwan.kit import navigation

        from . import handlers, tasks  # noqa: F401  handlers hear the facts, tasks run by the clock
        from .enums import DESIGN, MANDATES

        register_right(DESIGN, _("Draw circuits, and keep the types of documents"), needs_second_factor=True)
        register_right(MANDATES, _("See and recall the mandates given in a unit"), needs_second_factor=True)
        section = _("Administration")
        for label, page, order in (
            (_("Circuits"), "home", 82),
            (_("Types of documents"), "types", 83),
            (_("Ceilings"), "ceilings", 84),
        ):
            navigation.register(
                navigation.Entry(section=section, label=label, url_name=f"circuits:{page}", right=DESIGN, order=order)
            )
        navigation.register(
            navigation.Entry(
                section=section,
                label=_("Mandates"),
                url_name="circuits:mandates",
                shown=lambda actor: bool(actor.seats) or actor.may(MANDATES),
                order=85,
            )
        )

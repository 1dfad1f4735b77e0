from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from .enums import CRISIS, DESK, EVALUATE, MANAGE, PROGRAMME, RULES, SECURITY, STEERING


class RulesConfig(AppConfig):
    name = "diwan.telework.rules"
    label = "rules"

    def ready(self) -> None:
        from diwan.core.organisations import api as organisations
        from diwan.kit import navigation

        for code, label in (
            (MANAGE, _("Manage the telework of a unit")),
            (RULES, _("Adjust the rules of telework")),
            (PROGRAMME, _("Run the adoption of telework")),
            (EVALUATE, _("Keep the evaluation committee")),
            (DESK, _("Help teleworkers and hand over equipment")),
        ):
            organisations.register_right(code, label)
        organisations.register_right(CRISIS, _("Switch to a crisis rule"), needs_second_factor=True)
        organisations.register_right(SECURITY, _("Keep remote access safe"), needs_second_factor=True)
        navigation.register(
            navigation.Entry(
                section=STEERING,
                label=_("Rules of telework"),
                url_name="rules:home",
                shown=lambda actor: bool(actor.seats),
                order=460,
            )
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EquipmentConfig(AppConfig):
    name = "diwan.telework.equipment"
    label = "equipment"
    verbose_name = _("equipment")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.kit import navigation
        from diwan.telework.agreements import api as agreements
        from diwan.telework.rules import api as rules

        from . import handlers, papers, queries, tasks, telling  # noqa: F401  handlers hear the facts, tasks the clock

        papers.register()
        agreements.register_condition(
            agreements.Condition(
                code="equipment",
                label=_("Equipment received, or none needed"),
                met=lambda agreement: queries.received(agreement.person_id),
                url_name="equipment:mine",
            )
        )
        agreements.register_open_end("equipment", _("Equipment to give back"), queries.open_items)
        for kind, label in telling.KINDS.items():
            notifications.register_kind(kind, label)
        navigation.register(
            navigation.Entry(
                section=rules.MINE,
                label=_("My equipment"),
                url_name="equipment:mine",
                shown=lambda actor: bool(actor.seats),
                order=345,
            )
        )
        navigation.register(
            navigation.Entry(
                section=rules.SAFETY, label=_("Equipment"), url_name="equipment:items", right=rules.DESK, order=440
            )
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "diwan.telework.agreements"
    label = "agreements"
    verbose_name = _("telework agreements")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.kit import navigation
        from diwan.telework.acts import api as acts
        from diwan.telework.rules import api as rules

        from . import documents, handlers, tasks, telling, works  # noqa: F401  handlers hear the facts, tasks the clock

        works.register()
        for section, label, url_name, right, order in (
            (rules.MINE, _("My agreement"), "agreements:home", None, 60),
            (rules.TEAM, _("Telework requests"), "agreements:requests", rules.MANAGE, 62),
            (rules.TEAM, _("Workplaces to check"), "agreements:workplaces", rules.DESK, 64),
            (rules.STEERING, _("Telework charter"), "agreements:charters", rules.PROGRAMME, 66),
        ):
            navigation.register(
                navigation.Entry(section=section, label=label, url_name=url_name, right=right, order=order)
            )

        for kind, label in telling.KINDS.items():
            notifications.register_kind(kind, label)
        for code, label in documents.LABELS.items():
            acts.register_kind(acts.Kind(code=code, label=label, series=label, url=documents.url_of))

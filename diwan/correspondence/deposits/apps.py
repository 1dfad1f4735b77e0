from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DepositsConfig(AppConfig):
    name = "diwan.correspondence.deposits"
    label = "deposits"

    def ready(self) -> None:
        from diwan.core.organisations import api as organisations
        from diwan.kit import navigation

        from . import handlers, tasks, works  # noqa: F401  handlers hear the facts, tasks the clock
        from .policies import PROCESS, SEND
        from .queries import desk

        works.register()
        organisations.register_right(PROCESS, _("Process what is deposited at the registry office"))
        organisations.register_right(
            SEND, _("Deposit letters for one's unit at other administrations, and follow them")
        )
        navigation.register(navigation.Entry(section="", label=_("My letters"), url_name="deposits:mine", order=90))
        navigation.register(
            navigation.Entry(
                section=_("Registry office"),
                label=_("Deposits"),
                url_name="deposits:queue",
                right=PROCESS,
                count=desk.waiting,
                order=10,
            )
        )
        navigation.register(
            navigation.Entry(
                section=_("Registry office"),
                label=_("Figures"),
                url_name="deposits:figures",
                right=PROCESS,
                order=30,
            )
        )

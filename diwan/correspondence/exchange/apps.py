from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "diwan.correspondence.exchange"
    label = "exchange"
    verbose_name = _("exchange between instances")

    def ready(self) -> None:
        from diwan.core.organisations import api as organisations
        from diwan.correspondence.delivery import api as delivery
        from diwan.correspondence.letters import api as letters
        from diwan.kit import navigation

        from . import handlers, records, tasks  # noqa: F401  handlers hear the facts, tasks the clock
        from .channel import CHANNEL
        from .enums import OPERATE
        from .queries import routing

        organisations.register_right(
            OPERATE, _("Say with which other instances letters are exchanged"), needs_second_factor=True
        )
        delivery.register_channel(CHANNEL)
        records.register()
        letters.register_directory("exchange", routing.to_write_to)
        navigation.register(
            navigation.Entry(
                section=_("Operation"),
                label=_("Other instances"),
                url_name="exchange:peers",
                right=OPERATE,
                order=905,
            )
        )

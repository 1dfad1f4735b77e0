from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DepositsConfig(AppConfig):
    name = "diwan.correspondence.deposits"
    label = "deposits"

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.core.organisations import api as organisations
        from diwan.core.saved_views import api as saved_views
        from diwan.correspondence.procedures import api as procedures
        from diwan.engines.registers import api as registers

        from . import channel, handlers, indexing, records, tasks, works  # noqa: F401  handlers hear the facts, tasks the clock
        from .forms.desk import cleaned
        from .policies import PROCESS, SEND
        from .queries import counter, procedures_used

        for kind, label in handlers.MUTABLE.items():
            notifications.register_kind(kind, label)
        works.register()
        records.register()
        channel.register()
        saved_views.register(
            saved_views.Listing(
                code="deposits.queue",
                label=_("Deposits"),
                url_name="deposits:queue",
                may=lambda actor: actor.may(PROCESS),
                clean=cleaned,
            )
        )
        organisations.register_right(PROCESS, _("Process what is deposited at the registry office"))
        organisations.register_right(
            SEND, _("Deposit letters for one's unit at other administrations, and follow them")
        )
        procedures.register_user(procedures_used.has_deposits)
        notifications.register_kind("deposit.due", _("A letter is about to be late"))
        notifications.register_kind("deposit.due_moved", _("The due date of a letter has moved"))
        notifications.register_kind("deposit.silent", _("A letter was decided by silence"))
        registers.register_subject("deposit", registers.Subject(_("Deposits"), counter.describe, counter.keys, PROCESS))
        indexing.register()
        self.navigate()

    def navigate(self) -> None:
        """The pages of the registry office, and those of whoever deposits."""
        from diwan.kit import navigation

        from .policies import PROCESS
        from .queries import desk

        navigation.register(navigation.Entry(section="", label=_("My letters"), url_name="deposits:mine", order=90))
        for label, url_name, order in (
            (_("Register a deposit"), "deposits:register", 11),
            (_("Registers"), "registers:books", 19),
        ):
            navigation.register(
                navigation.Entry(
                    section=_("Registry office"), label=label, url_name=url_name, right=PROCESS, order=order
                )
            )
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

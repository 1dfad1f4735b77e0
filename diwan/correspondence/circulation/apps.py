from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CirculationConfig(AppConfig):
    name = "diwan.correspondence.circulation"
    label = "circulation"
    verbose_name = _("circulation")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.core.organisations import api as organisations
        from diwan.correspondence.letters import api as letters
        from diwan.kit import navigation

        from . import handlers, panels, records, tasks, telling, works  # noqa: F401  handlers hear the facts, tasks the clock
        from .enums import DISPATCH

        panels.register()
        works.register()
        records.register()
        for kind, label in telling.KINDS.items():
            notifications.register_kind(kind, label)
        for name, url_name, order in (
            (_("Delays of instructions"), "circulation:figures", 10),
            (_("Distribution lists"), "circulation:lists", 11),
        ):
            entry = navigation.Entry(
                section=_("Correspondence"), label=name, url_name=url_name, right=DISPATCH, order=order
            )
            navigation.register(entry)

        organisations.register_right(DISPATCH, _("Give letters to units, and follow what they were asked"))
        for kind, sentence in {
            "circulation.given": _("Given to: %(units)s"),
            "circulation.answered": _("Answered by %(unit)s"),
            "circulation.closed": _("What %(unit)s was asked is closed"),
            "circulation.sent_back": _("Sent back to %(unit)s to be done again: %(reason)s"),
            "circulation.given_back": _("Given back by %(unit)s: %(reason)s"),
            "circulation.taken_back": _("Taken back from %(unit)s: %(reason)s"),
            "circulation.taken_over": _("What %(unit)s was asked was taken over: %(reason)s"),
            "circulation.carried_on": _("%(unit)s is no more: what it was asked goes on elsewhere"),
            "circulation.noted": _("A note was written"),
            "circulation.note_withdrawn": _("A note was withdrawn"),
        }.items():
            letters.register_act(kind, sentence)

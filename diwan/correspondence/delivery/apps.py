from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    name = "diwan.correspondence.delivery"
    label = "delivery"
    verbose_name = _("delivery")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.correspondence.letters import api as letters
        from diwan.kit import navigation

        from . import handlers, notices, panels, records, tasks, works  # noqa: F401  handlers hear the facts, tasks the clock
        from .channels import inside, mail, paper
        from .queries import arrivals, queue

        for channel in (inside, mail, paper):
            channel.register()
        panels.register()
        works.register()
        records.register()
        for label, url_name, order, count in (
            (_("Sendings"), "delivery:queue", 5, queue.waiting),
            (_("Arrivals"), "delivery:arrivals", 6, arrivals.waiting),
        ):
            navigation.register(
                navigation.Entry(
                    section=_("Correspondence"),
                    label=label,
                    url_name=url_name,
                    right=letters.REGISTER,
                    count=count,
                    order=order,
                )
            )
        for kind, label in notices.KINDS.items():
            notifications.register_kind(kind, label)
        for kind, sentence in {
            "delivery.sent": _("Sent to: %(parties)s"),
            "delivery.accepted": _("Accepted by %(party)s, registered there as %(reference)s"),
            "delivery.refused": _("Refused by %(party)s: %(reason)s"),
            "delivery.returned": _("Returned by %(party)s: %(reason)s"),
            "delivery.failed": _("Could not be delivered to %(party)s: %(reason)s"),
            "delivery.withdrawn": _("The sending to %(party)s was withdrawn: %(reason)s"),
            "delivery.asked_back": _("%(party)s was asked to give the sending back: %(reason)s"),
            "delivery.retried": _("Tried again: %(party)s"),
        }.items():
            letters.register_act(kind, sentence)

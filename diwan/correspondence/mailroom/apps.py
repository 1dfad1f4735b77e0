from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailroomConfig(AppConfig):
    name = "diwan.correspondence.mailroom"
    label = "mailroom"
    verbose_name = _("mailroom")

    def ready(self) -> None:
        from django.utils import timezone

        from diwan.correspondence.letters import api as letters
        from diwan.kit import navigation

        from . import handlers, panels, tasks  # noqa: F401  handlers hear the facts, tasks the clock
        from .operations import erasing
        from .policies import REGISTER
        from .queries import papers, queue

        letters.register_act(
            "mailroom.scanned",
            _(
                "Registered from paper: %(pages)s pages, %(how)s (%(device)s), %(dpi)s dots per inch, received"
                " %(received)s from %(person)s; fingerprint of the file received (SHA-256): %(sha256)s"
            ),
        )
        letters.register_record(
            letters.Record(
                code="mailroom",
                facts=papers.facts,
                files=papers.received,
                erase=lambda letter: erasing.erase(letter=letter, now=timezone.now()),
            )
        )
        letters.register_panel(
            letters.Panel(
                code="mailroom",
                label=_("Faithful copy"),
                template="mailroom/_copy.html",
                context=panels.copy_of,
                order=80,
            )
        )
        navigation.register(
            navigation.Entry(
                section=_("Correspondence"),
                label=_("Mailroom"),
                url_name="mailroom:queue",
                right=REGISTER,
                count=queue.waiting,
                order=7,
            )
        )

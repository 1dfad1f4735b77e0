from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "diwan.correspondence.letters"
    label = "letters"
    verbose_name = _("letters")

    def ready(self) -> None:
        from diwan.core.organisations import api as organisations
        from diwan.engines.registers import api as registers
        from diwan.kit import navigation

        from . import acts, handlers, records, signatures, story, toolbar, works  # noqa: F401  handlers hear the facts
        from .enums import CONFIDENTIAL, PLAN, READ, REGISTER, TREAT
        from .operations import indexing
        from .operations.registering import SUBJECT
        from .queries.registers import describe, keys

        acts.register_own()
        signatures.register()
        indexing.register()
        records.register_record(records.Record(code="letters", facts=story.facts))
        for right, label in (
            (REGISTER, _("Keep the mail of a registry office: register, close, class letters")),
            (READ, _("Read the ordinary letters of units")),
            (TREAT, _("Act on what was given to the post")),
            (CONFIDENTIAL, _("Open the confidential mail of a registry office")),
            (PLAN, _("Keep the classification plan and the files by subject")),
        ):
            organisations.register_right(right, label)
        registers.register_subject(SUBJECT, registers.Subject(_("Letters"), describe, keys, REGISTER))
        toolbar.register_own()
        works.register()
        section = _("Correspondence")
        for label, url_name, order in (
            (_("Letters"), "letters:letters", 3),
            (_("Files and plan"), "letters:dossiers", 8),
        ):
            navigation.register(
                navigation.Entry(section=section, label=label, url_name=url_name, shown=sits_somewhere, order=order)
            )


def sits_somewhere(actor: Any) -> bool:
    """Officials only: a member of the public has no letters of an administration to read."""
    return bool(actor.seats)

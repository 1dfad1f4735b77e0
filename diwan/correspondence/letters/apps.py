from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "diwan.correspondence.letters"
    label = "letters"
    verbose_name = _("letters")

    def ready(self) -> None:
        from diwan.core.organisations import api as organisations
        from diwan.engines.registers import api as registers

        from . import acts
        from .enums import CONFIDENTIAL, PLAN, READ, REGISTER, TREAT
        from .operations.registering import SUBJECT
        from .queries.registers import describe, keys

        acts.register_own()
        for right, label in (
            (REGISTER, _("Keep the mail of a registry office: register, close, class letters")),
            (READ, _("Read the ordinary letters of units")),
            (TREAT, _("Act on what was given to the post")),
            (CONFIDENTIAL, _("Open the confidential mail of a registry office")),
            (PLAN, _("Keep the classification plan and the files by subject")),
        ):
            organisations.register_right(right, label)
        registers.register_subject(SUBJECT, registers.Subject(_("Letters"), describe, keys, REGISTER))

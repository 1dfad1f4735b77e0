from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PersonalDataConfig(AppConfig):
    name = "diwan.portal.personal_data"
    label = "personal_data"
    verbose_name = _("personal data")

    def ready(self) -> None:
        from diwan.core.accounts.api import ADMINISTER
        from diwan.core.notifications import api as notifications
        from diwan.kit import navigation

        from .enums import KINDS

        for kind, label in KINDS.items():
            notifications.register_kind(kind, label)
        for section, label, url_name, right, order in (
            ("", _("My personal data"), "personal_data:home", None, 95),
            (_("Administration"), _("Requests for rectification"), "personal_data:requests", ADMINISTER, 84),
            (
                _("Administration"),
                _("Register of processing"),
                "personal_data:register",
                "organisations.administer",
                85,
            ),
        ):
            navigation.register(
                navigation.Entry(section=section, label=label, url_name=url_name, right=right, order=order)
            )

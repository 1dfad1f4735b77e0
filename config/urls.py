"""Every address, by wing. The only place, with the settings, that names every wing."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

# prefix → app; an app brings its own names (`app_name`) in its urls.py
ROUTES = [
    ("", "diwan.portal.home"),
    ("", "diwan.portal.shell"),
    ("", "diwan.portal.health"),
    ("verify/", "diwan.portal.verification"),
    ("", "diwan.portal.joining"),
    ("demo/", "diwan.portal.demo"),
    ("procedures/", "diwan.correspondence.procedures"),
    ("letters/", "diwan.correspondence.letters"),
    ("", "diwan.correspondence.search"),
    ("circulation/", "diwan.correspondence.circulation"),
    ("", "diwan.correspondence.drafting"),
    ("", "diwan.correspondence.delivery"),
    ("exchange/", "diwan.correspondence.exchange"),
    ("inbox/", "diwan.correspondence.desk"),
    ("parapheur/", "diwan.correspondence.parapheur"),
    ("", "diwan.correspondence.deposits"),
    ("mailroom/", "diwan.correspondence.mailroom"),
    ("archives/", "diwan.correspondence.archives"),
    ("telework/rules/", "diwan.telework.rules"),
    ("telework/quotas/", "diwan.telework.quotas"),
    ("telework/acts/", "diwan.telework.acts"),
    ("telework/agreements/", "diwan.telework.agreements"),
    ("telework/presence/", "diwan.telework.presence"),
    ("telework/outputs/", "diwan.telework.outputs"),
    ("telework/meetings/", "diwan.telework.meetings"),
    ("telework/evaluations/", "diwan.telework.evaluations"),
    ("telework/programmes/", "diwan.telework.programmes"),
    ("telework/continuity/", "diwan.telework.continuity"),
    ("telework/equipment/", "diwan.telework.equipment"),
    ("telework/incidents/", "diwan.telework.incidents"),
    ("telework/safe-access/", "diwan.telework.safe_access"),
    ("telework/support/", "diwan.telework.support"),
    ("calendar/", "diwan.core.calendars"),
    ("organisations/", "diwan.core.organisations"),
    ("notifications/", "diwan.core.notifications"),
    ("jobs/", "diwan.core.facts"),
    ("works/", "diwan.core.batches"),
    ("views/", "diwan.core.saved_views"),
    ("journal/", "diwan.core.journal"),
    ("backups/", "diwan.core.backups"),
    ("files/", "diwan.core.files"),
    ("registers/", "diwan.engines.registers"),
    ("", "diwan.engines.signing"),
    ("circuits/", "diwan.engines.circuits"),
    ("account/data/", "diwan.portal.personal_data"),
    ("account/", "diwan.core.accounts"),
]


def api() -> list:
    """The API's own patterns. Who may call what is the operations' business, so no page of sign-in stands before it."""
    from .api import api as root

    patterns, app_name, namespace = root.urls
    for pattern in patterns:
        login_not_required(pattern.callback)  # type: ignore[type-var]
    return [path("api/v1/", (patterns, app_name, namespace))]


urlpatterns = [
    *(
        path(prefix, include(f"{app}.urls"))
        for prefix, app in ROUTES
        if app in settings.INSTALLED_APPS
        and find_spec(f"{app}.urls")
        and (app != "diwan.portal.demo" or settings.DIWAN_DEMO)
    ),
    path("account/", include("diwan.core.accounts.allauth_urls")),
    *(api() if "diwan.correspondence.deposits" in settings.INSTALLED_APPS else ()),
]
handler400 = "diwan.portal.shell.errors.bad_request"
handler403 = "diwan.portal.shell.errors.permission_denied"
handler404 = "diwan.portal.shell.errors.page_not_found"
handler500 = "diwan.portal.shell.errors.server_error"

"""Every address, by wing. The only place, with the settings, that names every wing."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

# prefix → app; an app brings its own names (`app_name`) in its urls.py
ROUTES = [
    ("", "diwan.portal.home"),
    ("", "diwan.portal.shell"),
    ("verify/", "diwan.portal.verification"),
    ("demo/", "diwan.portal.demo"),
    ("", "diwan.correspondence.deposits"),
    ("calendar/", "diwan.core.calendars"),
    ("organisations/", "diwan.core.organisations"),
    ("notifications/", "diwan.core.notifications"),
    ("jobs/", "diwan.core.facts"),
    ("journal/", "diwan.core.journal"),
    ("files/", "diwan.core.files"),
    ("registers/", "diwan.engines.registers"),
    ("tsa", "diwan.engines.signing"),
    ("account/", "diwan.core.accounts"),
]

urlpatterns = [
    *(
        path(prefix, include(f"{app}.urls"))
        for prefix, app in ROUTES
        if app in settings.INSTALLED_APPS
        and find_spec(f"{app}.urls")
        and (app != "diwan.portal.demo" or settings.DIWAN_DEMO)
    ),
    path("account/", include("diwan.core.accounts.allauth_urls")),
]
handler400 = "diwan.portal.shell.errors.bad_request"
handler403 = "diwan.portal.shell.errors.permission_denied"
handler404 = "diwan.portal.shell.errors.page_not_found"
handler500 = "diwan.portal.shell.errors.server_error"

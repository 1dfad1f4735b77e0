"""`make run`: the embedded database and demo data, on this machine only."""

from diwan.server import database as server
from diwan.server.home import secret

from .base import *  # noqa: F403
from .base import database

SECRET_KEY = secret("django-secret-key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASES = {"default": database(server.ensure().app)}
DIWAN_DEMO = True
DIWAN_SECOND_FACTOR_REQUIRED = False
# Everybody comes from this machine.
DIWAN_JOINS_PER_HOUR = DIWAN_DRAFTS_PER_HOUR = DIWAN_DEPOSITS_PER_HOUR = DIWAN_DEPOSITS_PER_EMAIL = 0
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DIWAN_HOME / "mail"  # noqa: F405
if EMAIL_HOST:  # noqa: F405
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DIWAN_EXCHANGE_PLAIN_LOOPBACK = True

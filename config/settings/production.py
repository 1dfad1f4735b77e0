"""Servers. Refuses to start on what must never reach the public (see docs/operations.md)."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from diwan.server import database as server

from .base import *  # noqa: F403
from .base import database


def required(name: str) -> str:
    """A setting without which a server must not start."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name}: Diwan does not start in production without it.")
    return value


SECRET_KEY = required("DIWAN_SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith(("django-insecure-", "for-tests-only-")):
    raise ImproperlyConfigured("DIWAN_SECRET_KEY is a default or too weak: give at least 50 random characters.")
ALLOWED_HOSTS = [host.strip() for host in required("DIWAN_HOSTS").split(",") if host.strip()]
if not ALLOWED_HOSTS or any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("DIWAN_HOSTS names the hosts served, one by one: '*' is refused.")
if os.environ.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}:
    raise ImproperlyConfigured("DEBUG is refused in production: it shows the code and the data to the public.")
if os.environ.get("DIWAN_FAILPOINTS"):
    raise ImproperlyConfigured("DIWAN_FAILPOINTS is refused in production: it has processes kill themselves.")
if os.environ.get("DIWAN_EXCHANGE_PLAIN_LOOPBACK"):
    raise ImproperlyConfigured("DIWAN_EXCHANGE_PLAIN_LOOPBACK is refused in production: instances speak HTTPS only.")
DEBUG = False
DIWAN_PRODUCTION = True
DATABASES = {"default": database(server.ensure().app)}
DIWAN_PUBLIC_URL = os.environ.get("DIWAN_PUBLIC_URL", f"https://{ALLOWED_HOSTS[0]}")
DIWAN_EXCHANGE_NAME = os.environ.get("DIWAN_EXCHANGE_NAME") or urlsplit(DIWAN_PUBLIC_URL).netloc

CSRF_TRUSTED_ORIGINS = [DIWAN_PUBLIC_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("DIWAN_PROXIES", "1"))  # whose X-Forwarded-For tells the true network
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # the supervisor asks on the loopback, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W019"]  # noqa: F405  our own pages show PDF in a frame
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

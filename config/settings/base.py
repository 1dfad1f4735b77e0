"""What holds everywhere. The environment is read here and nowhere else; dev, test and production only override."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg.conninfo
from django.conf import locale
from django.utils.translation import gettext_lazy as _

from diwan.kit.zones import prefer_newest
from diwan.server.home import REPOSITORY, home


def database(url: str, *, pool: bool = True) -> dict:
    """Django's way of writing a PostgreSQL URL."""
    parts = psycopg.conninfo.conninfo_to_dict(url)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    options: dict = {k: v for k, v in parts.items() if k not in names.values()}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": 12, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{ours: str(parts.get(theirs) or "") for ours, theirs in names.items()},
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
    }


DIWAN_HOME: Path = home()
DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    # Wings, lowest first: the order in which templates, static files and translations are looked up.
    "diwan.kit",
    "diwan.core.facts",
    "diwan.core.organisations",
    "diwan.core.accounts",
    "diwan.core.journal",
    "diwan.core.files",
    "diwan.core.notifications",
    "diwan.core.calendars",
    "diwan.core.batches",
    "diwan.core.saved_views",
    "diwan.core.backups",
    "diwan.engines.registers",
    "diwan.engines.documents",
    "diwan.engines.signing",
    "diwan.engines.circuits",
    "diwan.correspondence.procedures",
    "diwan.correspondence.search",
    "diwan.correspondence.letters",
    "diwan.correspondence.circulation",
    "diwan.correspondence.drafting",
    "diwan.correspondence.delivery",
    "diwan.correspondence.exchange",
    "diwan.correspondence.archives",
    "diwan.correspondence.parapheur",
    "diwan.correspondence.desk",
    "diwan.correspondence.deposits",
    "diwan.correspondence.mailroom",
    "diwan.telework.rules",
    "diwan.telework.quotas",
    "diwan.telework.acts",
    "diwan.telework.agreements",
    "diwan.telework.presence",
    "diwan.telework.outputs",
    "diwan.telework.meetings",
    "diwan.telework.evaluations",
    "diwan.telework.programmes",
    "diwan.telework.continuity",
    "diwan.telework.equipment",
    "diwan.telework.incidents",
    "diwan.telework.safe_access",
    "diwan.telework.support",
    "diwan.portal.shell",
    "diwan.portal.home",
    "diwan.portal.health",
    "diwan.portal.verification",
    "diwan.portal.joining",
    "diwan.portal.personal_data",
    "diwan.portal.demo",
    # Libraries.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "diwan.core.accounts.middleware.ActorMiddleware",
    "diwan.kit.language.LanguageMiddleware",
    "diwan.core.calendars.middleware.CalendarsMiddleware",
    "diwan.core.accounts.middleware.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "diwan.core.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "diwan.kit.refusals.RefusalMiddleware",
    "diwan.kit.readonly.ReadOnlyGetMiddleware",  # innermost: it guards the view and nothing else
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "diwan.portal.shell.context.shell",
            ],
        },
    }
]

FORM_RENDERER = "diwan.portal.shell.forms.Renderer"
CSRF_FAILURE_VIEW = "diwan.portal.shell.errors.csrf_failure"

# --- languages: Arabic first ---------------------------------------------------------------------------------------

LANGUAGE_CODE = "ar"
locale.LANG_INFO["zgh"] = {
    "bidi": False,
    "code": "zgh",
    "name": "Standard Moroccan Amazigh",
    "name_local": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
}
LANGUAGES = [("ar", _("Arabic")), ("zgh", _("Amazigh")), ("fr", _("French")), ("en", _("English"))]
USE_I18N = USE_TZ = True
TIME_ZONE = "Africa/Casablanca"
prefer_newest()

# --- sign-in -------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["diwan.core.accounts.backends.PasswordBackend"]
if DIWAN_LDAP := bool(os.environ.get("DIWAN_LDAP_URL")):
    from .directory import ldap_settings

    AUTHENTICATION_BACKENDS.append("diwan.core.accounts.directory.DirectoryBackend")
    globals().update(ldap_settings(os.environ))
# How the account of a lost device is closed in the directory: diwan/telework/safe_access/directory.py.
DIWAN_LDAP_DISABLE = os.environ.get("DIWAN_LDAP_DISABLE", "")
PASSWORD_HASHERS = [
    "diwan.core.accounts.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # e-mail addresses are unique whatever their case, by a constraint
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
DIWAN_WELCOME = "joining:welcome"  # where an invitation leads once it is accepted
DIWAN_WELCOME_PUBLIC = "deposits:mine"  # and where the account leads that a member of the public has opened
DIWAN_PUBLIC_ACCOUNTS = os.environ.get("DIWAN_PUBLIC_ACCOUNTS", "1") == "1"  # the public may open accounts
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE from the moment of sign-in, no longer
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "diwan.core.accounts.adapter.AccountAdapter"
USERSESSIONS_ADAPTER = "diwan.core.accounts.adapter.SessionsAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
# allauth's own would write a missing address when it checks a link, and a GET cannot write.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers do not make us write to addresses they type
ACCOUNT_FORMS = {"reset_password": "diwan.core.accounts.forms.LostPasswordForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ADAPTER = "diwan.core.accounts.adapter.SecondFactorAdapter"
# One OpenID Connect provider (a ministry's own): who it says somebody is, matched by verified e-mail address.
SOCIALACCOUNT_PROVIDERS: dict = {}
SOCIALACCOUNT_ADAPTER = "diwan.core.accounts.adapter.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_LOGIN_ON_GET = False
DIWAN_OIDC_CREATE = os.environ.get("DIWAN_OIDC_CREATE", "") == "1"  # open accounts for whoever the provider lets in
if os.environ.get("DIWAN_OIDC_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "provider",
                "name": os.environ.get("DIWAN_OIDC_NAME", "OpenID Connect"),
                "client_id": os.environ.get("DIWAN_OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("DIWAN_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ["DIWAN_OIDC_URL"]},
            }
        ],
    }
DIWAN_SECOND_FACTOR_REQUIRED = True  # for whoever signs or administers; only the demo of `make run` lets it go
# Failed sign-ins are counted in files that all web processes share; nothing else is kept there.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DIWAN_HOME / "run" / "limits",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = False

# --- browser security ----------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "worker-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
    }
}

# --- static files: npm packages are served from node_modules as they are -------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DIWAN_HOME / "static"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder", "diwan.kit.static.NpmFinder"]
NPM_FILES = {  # no script of Tabler: menus and dialogs are the browser's own
    "tabler": ("@tabler/core/dist", ["css/tabler.min.css", "css/tabler.rtl.min.css"]),
    "htmx": ("htmx.org/dist", ["htmx.min.js"]),
    "plex": ("@fontsource/ibm-plex-sans-arabic/files", ["ibm-plex-sans-arabic-[al]*-[46]00-normal.woff2"]),
    "amiri": ("@fontsource/amiri/files", ["amiri-arabic-[47]00-normal.woff2", "amiri-latin-[47]00-normal.woff2"]),
    "tifinagh": ("@fontsource/noto-sans-tifinagh/files", ["noto-sans-tifinagh-tifinagh-400-normal.woff2"]),
    "noble": ("@noble/hashes", ["sha2.js", "_md.js", "_u64.js", "utils.js"]),
    "quill": ("quill/dist", ["quill.js", "quill.core.css"]),
    "pdfjs": ("pdfjs-dist/legacy/build", ["pdf.min.mjs", "pdf.worker.min.mjs"]),
}
NODE_MODULES = REPOSITORY / "node_modules"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DIWAN_HOME / "files"},
    },
    "staticfiles": {"BACKEND": "diwan.kit.static.HouseStorage"},
}

# --- documents and proof -------------------------------------------------------------------------------------------

# Trusted lists fetched once a day: "ma=https://…/tl.xml lotl=https://ec.europa.eu/tools/lotl/eu-lotl.xml"
DIWAN_TRUSTED_LISTS = dict(pair.split("=", 1) for pair in os.environ.get("DIWAN_TRUSTED_LISTS", "").split())
DIWAN_TSA_URL = os.environ.get("DIWAN_TSA_URL", "")  # an outside RFC 3161 authority; empty: the built-in one
DIWAN_SMS = os.environ.get("DIWAN_SMS", "")  # class of the text message carrier; empty: none
DIWAN_RENEW_MONTHS = int(os.environ.get("DIWAN_RENEW_MONTHS", "12"))  # before expiry, to renew time-stamps
DIWAN_SEAL_KEY = os.environ.get("DIWAN_SEAL_KEY", "rsa2048")  # or rsa3072, p256: the kind of the keys made from now on
DIWAN_PERSON_KEY = os.environ.get("DIWAN_PERSON_KEY", "p256")  # the same, for the keys of people
# Other authorities that may be asked whether their certificates still count: hosts, with their port if it is unusual.
DIWAN_PKI_HOSTS = frozenset(os.environ.get("DIWAN_PKI_HOSTS", "").lower().split())
DIWAN_CLAMD = os.environ.get("DIWAN_CLAMD", "")  # tcp://host:port or unix:///path; empty: no virus scan
DIWAN_FILE_SIZE = int(os.environ.get("DIWAN_FILE_SIZE", "100000000"))  # bytes, each
DIWAN_FILES_PER_THING = 20
# Below this folder lie those that scanners fill and Diwan watches.
DIWAN_SCANS = os.environ.get("DIWAN_SCANS", "") or DIWAN_HOME / "scans"
DIWAN_DUE_WARNINGS = (7, 2, 0)  # working days before a due date at which the unit in charge is told
# Bytes that came in and wait for somebody to attach them: of everybody, and of one network (a cybercafé is one).
DIWAN_UPLOADS_WAITING = int(os.environ.get("DIWAN_UPLOADS_WAITING", "20000000000"))
DIWAN_UPLOADS_PER_NETWORK = int(os.environ.get("DIWAN_UPLOADS_PER_NETWORK", "6000000000"))
DIWAN_UPLOADS_PER_HOUR = int(os.environ.get("DIWAN_UPLOADS_PER_HOUR", "600"))  # begun from one network
# What one network may do in an hour (0: no limit), and how robots are slowed: docs/decisions/bots-without-captcha.md.
DIWAN_JOINS_PER_HOUR = int(os.environ.get("DIWAN_JOINS_PER_HOUR", "30"))  # accounts asked for
DIWAN_DRAFTS_PER_HOUR = int(os.environ.get("DIWAN_DRAFTS_PER_HOUR", "240"))
DIWAN_DEPOSITS_PER_HOUR = int(os.environ.get("DIWAN_DEPOSITS_PER_HOUR", "120"))
DIWAN_DEPOSITS_PER_EMAIL = int(os.environ.get("DIWAN_DEPOSITS_PER_EMAIL", "20"))
DIWAN_PLAIN_DEPOSITS_PER_HOUR = int(os.environ.get("DIWAN_PLAIN_DEPOSITS_PER_HOUR", "10"))  # then a question
DIWAN_PLAIN_DEPOSIT_SECONDS = int(os.environ.get("DIWAN_PLAIN_DEPOSIT_SECONDS", "8"))  # from draft to deposit, at least
DIWAN_PUZZLE_BITS = int(os.environ.get("DIWAN_PUZZLE_BITS", "17"))
DIWAN_DISK_RESERVE = int(os.environ.get("DIWAN_DISK_RESERVE", "200000000"))  # bytes; with less left, acts are refused
# S3 instead of the folder `files`: what django-storages' S3Storage takes.
DIWAN_S3 = {
    name: os.environ[variable]
    for name, variable in {
        "bucket_name": "DIWAN_S3_BUCKET",
        "endpoint_url": "DIWAN_S3_ENDPOINT",
        "access_key": "DIWAN_S3_ACCESS_KEY",
        "secret_key": "DIWAN_S3_SECRET_KEY",
        "region_name": "DIWAN_S3_REGION",
    }.items()
    if os.environ.get("DIWAN_S3_BUCKET") and os.environ.get(variable)
}
DIWAN_PUBLIC_URL = os.environ.get("DIWAN_PUBLIC_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
# Letters to and from other instances: the name our bodies are addressed under, a public host name as a rule.
DIWAN_EXCHANGE_NAME = os.environ.get("DIWAN_EXCHANGE_NAME") or urlsplit(DIWAN_PUBLIC_URL).netloc
DIWAN_EXCHANGE_CLOCK = int(os.environ.get("DIWAN_EXCHANGE_CLOCK", "300"))  # seconds two clocks may differ
DIWAN_EXCHANGE_REFUSED_PER_HOUR = 600  # calls of one network that prove nothing; then it is no longer heard
DIWAN_EXCHANGE_PLAIN_LOOPBACK = False  # speak plain HTTP with instances on this machine: tests and demo only
DIWAN_PRODUCTION = False  # true on servers only: demands what a laptop need not have
DIWAN_FAILPOINTS = os.environ.get("DIWAN_FAILPOINTS", "")  # folder that tells processes where to die; for tests only
APPEND_ONLY_TABLES = [
    "journal_entry",
    "journal_checkpoint",
    "journal_checkpointspan",
]  # rows nobody may change; checked before a server starts
DIWAN_DEMO = False  # /demo lets anybody step into any role: only with demo data

# --- delivery --------------------------------------------------------------------------------------------------------

DIWAN_ARRIVAL_DAYS = int(os.environ.get("DIWAN_ARRIVAL_DAYS", "5"))  # worked days to accept or refuse what arrived
DIWAN_LINK_DAYS = int(os.environ.get("DIWAN_LINK_DAYS", "30"))  # days a letter sent by a secured link can be opened

# --- mail ----------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = os.environ.get("DIWAN_MAIL_FROM", "diwan@localhost")
EMAIL_HOST = os.environ.get("DIWAN_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("DIWAN_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("DIWAN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("DIWAN_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("DIWAN_SMTP_TLS", "") == "1"
EMAIL_TIMEOUT = 15
# Push services that may be called though they are inside (host, with its port if it is unusual); others must be public.
DIWAN_PUSH_HOSTS = frozenset(os.environ.get("DIWAN_PUSH_HOSTS", "").lower().split())

DATA_UPLOAD_MAX_MEMORY_SIZE = 3 << 20  # bytes, files apart
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        name: {"level": "WARNING"} for name in ("procrastinate.periodic", "procrastinate.blueprints", "pikepdf._core")
    },
    "root": {"handlers": ["console"], "level": os.environ.get("DIWAN_LOG_LEVEL", "INFO")},
}

"""Tests: a real PostgreSQL, data in a folder of their own, nothing that leaves the machine."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from diwan.server import database as server

from .base import *  # noqa: F403
from .base import LOGGING, database

SECRET_KEY = "for-tests-only-" + "x" * 50
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
# Tests change the schema, so they run as its owner; what the application's role may not do has tests of its own.
DATABASES = {"default": database(server.ensure().owner, pool=False)}
if "DIWAN_TEST_HOME" not in os.environ:  # child processes share it; whoever made it takes it away
    os.environ["DIWAN_TEST_HOME"] = tempfile.mkdtemp(prefix="diwan-test-")
    atexit.register(shutil.rmtree, os.environ["DIWAN_TEST_HOME"], ignore_errors=True)
# Those who share the work have a folder each, as they have a database each.
DIWAN_HOME = Path(os.environ["DIWAN_TEST_HOME"], os.environ.get("PYTEST_XDIST_WORKER", ""))
DIWAN_HOME.mkdir(exist_ok=True)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DIWAN_HOME / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # no limit runs from test to test
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DIWAN_PLAIN_DEPOSIT_SECONDS = 0  # tests type faster than people
DIWAN_DEMO = True
WHITENOISE_AUTOREFRESH = True
DIWAN_EXCHANGE_PLAIN_LOOPBACK = True
# Two lines a job would bury what a failed test has to say.
LOGGING["loggers"]["procrastinate"] = {"level": "WARNING"}

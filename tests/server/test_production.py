"""What must never reach the public does not start; a database that could lose or rewrite history is not trusted."""

from __future__ import annotations

import os
import runpy
import secrets
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from diwan.server.database import Embedded

from .test_command import run

GOOD = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "DIWAN_SECRET_KEY": secrets.token_urlsafe(64),
    "DIWAN_HOSTS": "diwan.example.org",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
}


class TestSettings:
    @pytest.fixture
    def load(self, monkeypatch):
        """Run a settings file as if this were a server with these variables and no others."""

        def loaded(module: str = "production", **environment: str) -> dict:
            for name in [name for name in os.environ if name.startswith(("DIWAN_", "DATABASE_", "DEBUG"))]:
                monkeypatch.delenv(name)
            for name, value in environment.items():
                monkeypatch.setenv(name, value)
            return runpy.run_module(f"config.settings.{module}")

        return loaded

    def test_good_ones_are_taken(self, load):
        settings = load(**GOOD)
        assert settings["ALLOWED_HOSTS"] == ["diwan.example.org"]
        assert settings["SECURE_SSL_REDIRECT"] is settings["SESSION_COOKIE_SECURE"] is True

    @pytest.mark.parametrize(
        "key",
        ["", " ", "secret", "x" * 80, "django-insecure-" + "abcdefghij" * 6, "for-tests-only-" + "abcdefghij" * 6],
    )
    def test_a_default_or_weak_secret_is_refused(self, load, key):
        with pytest.raises(ImproperlyConfigured, match="DIWAN_SECRET_KEY"):
            load(**(GOOD | {"DIWAN_SECRET_KEY": key}))

    @pytest.mark.parametrize("hosts", ["", "*", "diwan.example.org, *", "*.example.org", " , "])
    def test_hosts_that_are_not_named_are_refused(self, load, hosts):
        with pytest.raises(ImproperlyConfigured, match="DIWAN_HOSTS"):
            load(**(GOOD | {"DIWAN_HOSTS": hosts}))

    @pytest.mark.parametrize("debug", ["1", "true", "True", "yes", "on"])
    def test_debug_is_refused(self, load, debug):
        with pytest.raises(ImproperlyConfigured, match="DEBUG"):
            load(**GOOD, DEBUG=debug)

    def test_points_where_processes_kill_themselves_are_refused(self, load):
        with pytest.raises(ImproperlyConfigured, match="DIWAN_FAILPOINTS"):
            load(**GOOD, DIWAN_FAILPOINTS="/run/points")

    def test_instances_do_not_speak_without_tls(self, load):
        assert load(**GOOD)["DIWAN_EXCHANGE_PLAIN_LOOPBACK"] is False
        with pytest.raises(ImproperlyConfigured, match="DIWAN_EXCHANGE_PLAIN_LOOPBACK"):
            load(**GOOD, DIWAN_EXCHANGE_PLAIN_LOOPBACK="1")

    def test_letters_come_under_the_name_the_public_knows(self, load):
        assert load(**GOOD)["DIWAN_EXCHANGE_NAME"] == "diwan.example.org"
        named = load(**GOOD, DIWAN_EXCHANGE_NAME="courrier.example.org")
        assert named["DIWAN_EXCHANGE_NAME"] == "courrier.example.org"

    def test_the_demo_cannot_be_switched_on(self, load):
        settings = load(**GOOD, DIWAN_DEMO="1")
        assert (settings["DIWAN_DEMO"], settings["DEBUG"]) == (False, False)

    @pytest.mark.filterwarnings("ignore:.*found in sys.modules:RuntimeWarning")
    @pytest.mark.parametrize("module", ["base", "dev", "test"])
    def test_the_other_files_load_with_no_more_than_a_database(self, load, tmp_path, module):
        assert load(module, DATABASE_URL=GOOD["DATABASE_URL"], DIWAN_HOME=str(tmp_path))["DIWAN_PRODUCTION"] is False


@pytest.fixture
def database(home):
    """A server like a ministry's, with a table of history; what is asked of it comes after `settings`."""
    server = Embedded(home / "database")

    def started(settings: str = ""):
        (home / "database" / "diwan.local.conf").write_text(settings)
        urls = server.start()
        with psycopg.connect(urls.owner) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS journal_entry (id bigint)")
        return urls

    yield started
    server.stop(adopted=True)


class TestStart:
    """`config.wsgi` is what gunicorn loads before it serves anything."""

    def start(self, home: Path, url: str) -> tuple[int, str]:
        done = run("-c", "import config.wsgi", home=home, **(GOOD | {"DATABASE_URL": url}))
        return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]

    def keep_history(self, urls) -> None:
        with psycopg.connect(urls.owner) as connection:
            connection.execute("REVOKE UPDATE, DELETE, TRUNCATE ON journal_entry FROM diwan_app")

    def test_on_a_sound_database(self, home, database):
        urls = database()
        self.keep_history(urls)
        assert self.start(home, urls.app)[0] == 0

    def test_opens_no_pool_that_forked_web_processes_would_share(self, home, database):
        urls = database()
        self.keep_history(urls)
        program = "import config.wsgi; from django.db import connection; print(dict(connection._connection_pools))"
        assert run("-c", program, home=home, **(GOOD | {"DATABASE_URL": urls.app})).stdout.strip() == "{}"

    @pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
    def test_is_refused_on_one_that_can_lose_what_it_acknowledged(self, home, database, setting):
        urls = database(f"{setting} = off\n")
        self.keep_history(urls)
        status, said = self.start(home, urls.app)
        assert status == 1
        assert f"{setting} = off" in said

    def test_is_refused_when_the_role_could_change_history(self, home, database):
        status, said = self.start(home, database().app)
        assert status == 1
        assert "may UPDATE in journal_entry" in said

    def test_is_refused_as_the_owner_of_the_tables(self, home, database):
        urls = database()
        self.keep_history(urls)
        status, said = self.start(home, urls.owner)
        assert status == 1
        assert "may DELETE in journal_entry" in said

    def test_is_refused_when_the_database_does_not_answer(self, home, database):
        status, said = self.start(home, "postgresql://nobody@127.0.0.1:1/none")
        assert status == 1
        assert "The database does not answer" in said


def test_the_deployment_check_is_clean(home, database):
    urls = database()
    TestStart().keep_history(urls)
    command = ["-m", "diwan.cli", "manage", "check", "--deploy", "--database", "default", "--fail-level", "WARNING"]
    done = run(*command, home=home, **(GOOD | {"DATABASE_URL": urls.app}))
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout

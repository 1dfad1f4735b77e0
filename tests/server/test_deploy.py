"""The files of deploy/ do what docs/operations.md says of them, on a server of our own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from urllib.parse import quote

import psycopg
import pytest

from diwan.server.database import Embedded, ensure
from diwan.server.home import REPOSITORY, secret

from .test_command import run
from .test_production import GOOD

OWNER, APP = "owner+password/1", "app password'2"


@pytest.fixture
def server_with_roles(home):
    """A cluster without our roles, then `deploy/roles.sql` run by its administrator."""
    if shutil.which("psql") is None:
        pytest.skip("psql is not installed")
    server = Embedded(home / "database")
    server.start()
    socket, admin = str(server.sockets), secret("database-postgres")
    with psycopg.connect(
        host=socket, user="postgres", password=admin, dbname="postgres", autocommit=True
    ) as connection:
        connection.execute("DROP DATABASE diwan")
    with psycopg.connect(
        host=socket, user="postgres", password=admin, dbname="template1", autocommit=True
    ) as connection:
        for role in ("diwan_owner", "diwan_app"):
            connection.execute(f"DROP OWNED BY {role}")
            connection.execute(f"DROP ROLE {role}")
    done = subprocess.run(
        ["psql", "-X", "-q", "-h", socket, "-U", "postgres", "-d", "postgres", "-f", REPOSITORY / "deploy/roles.sql"],
        env={**os.environ, "PGPASSWORD": admin, "DIWAN_OWNER_PASSWORD": OWNER, "DIWAN_APP_PASSWORD": APP},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    host = quote(socket, safe="")
    yield {
        "owner": f"postgresql://diwan_owner:{quote(OWNER, safe='')}@{host}/diwan",
        "app": f"postgresql://diwan_app:{quote(APP, safe='')}@{host}/diwan",
    }
    server.stop()


def test_tables_made_by_the_owner_serve_the_application_which_cannot_rewrite_history(home, server_with_roles):
    urls = server_with_roles
    production = {**GOOD, "DATABASE_URL": urls["owner"]}
    done = run("-m", "diwan.cli", "manage", "migrate", "--verbosity", "0", home=home, **production)
    assert done.returncode == 0, done.stderr[-2000:]
    served = run("-c", "import config.wsgi", home=home, **{**production, "DATABASE_URL": urls["app"]})
    assert served.returncode == 0, served.stderr[-2000:]
    with psycopg.connect(urls["app"]) as connection:
        assert connection.execute("SELECT count(*) FROM journal_entry").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE journal_entry SET kind = 'other'")
    refused = run("-c", "import config.wsgi", home=home, **production)
    assert refused.returncode == 1
    assert "which is only ever added to" in refused.stderr


@pytest.mark.parametrize("unit", ["diwan-web.service", "diwan-worker.service"])
def test_a_unit_starts_a_program_that_exists(unit):
    text = (REPOSITORY / "deploy" / unit).read_text()
    program = re.search(r"^ExecStart=/opt/diwan/\.venv/bin/(\w+)", text, re.MULTILINE)[1]
    assert program in {"gunicorn", "diwan"}
    assert "User=diwan" in text
    assert "NoNewPrivileges=yes" in text


def test_the_application_s_server_is_not_the_one_of_the_tests(server_with_roles):
    assert server_with_roles["app"] != ensure().app

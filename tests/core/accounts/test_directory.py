"""Signing in through a real LDAP server, started here on a loopback port."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time

import pytest
from django.urls import reverse

from diwan.core.accounts import operations
from diwan.core.accounts.models import User
from tests.core import people
from tests.core.people import NOW

SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/lib/openldap:/usr/local/libexec:/usr/bin")
ldap = None
try:
    import django_auth_ldap
    import ldap
except ImportError:
    django_auth_ldap = None

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(SLAPD is None, reason="LDAP IS NOT TESTED HERE: slapd is missing (apt-get install slapd)"),
    pytest.mark.skipif(
        django_auth_ldap is None, reason="LDAP IS NOT TESTED HERE: install the extra diwan[ldap] (python-ldap)"
    ),
]

BASE, ADMIN, SECRET = "dc=men,dc=example", "cn=admin,dc=men,dc=example", "directory-secret"
AMINA = f"uid=amina,{BASE}"
CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath {modules}
moduleload back_mdb
pidfile {folder}/slapd.pid
database mdb
suffix "{base}"
rootdn "{admin}"
rootpw {secret}
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by * read
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ldap")
    (folder / "data").mkdir()
    modules = next(p for p in ("/usr/lib/ldap", "/usr/lib64/openldap", "/usr/lib/openldap") if shutil.os.path.isdir(p))
    text = CONFIGURATION.format(modules=modules, folder=folder, base=BASE, admin=ADMIN, secret=SECRET)
    (folder / "slapd.conf").write_text(text)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"ldap://127.0.0.1:{probe.getsockname()[1]}"
    process = subprocess.Popen(
        [SLAPD, "-d", "0", "-h", url, "-f", str(folder / "slapd.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield url, ready(url, process)
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()


def ready(url, process):
    deadline = time.monotonic() + 10
    while True:
        connection = ldap.initialize(url)
        try:
            connection.simple_bind_s(ADMIN, SECRET)
            return connection
        except ldap.SERVER_DOWN:
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < deadline, "slapd does not answer"
            time.sleep(0.05)


@pytest.fixture
def directory(server, settings):
    """The directory with Amina in it, and Diwan configured as an operator does, by the environment."""
    from config.settings.directory import ldap_settings

    url, connection = server
    entries = [
        (BASE, {"objectClass": [b"dcObject", b"organization"], "dc": [b"men"], "o": [b"MEN"]}),
        (
            AMINA,
            {
                "objectClass": [b"inetOrgPerson"],
                "uid": [b"amina"],
                "cn": [b"Amina El Alaoui"],
                "sn": [b"El Alaoui"],
                "displayName": ["أمينة العلوي".encode()],
                "mail": [b"Amina@men.example"],
                "userPassword": [b"secret of the directory"],
            },
        ),
    ]
    for dn, attributes in entries:
        connection.add_s(dn, list(attributes.items()))
    environment = {
        "DIWAN_LDAP_URL": url,
        "DIWAN_LDAP_IN_CLEAR": "1",
        "DIWAN_LDAP_BASE": BASE,
        "DIWAN_LDAP_BIND_DN": ADMIN,
        "DIWAN_LDAP_BIND_PASSWORD": SECRET,
        "DIWAN_LDAP_FILTER": "(&(mail=%(user)s)(!(employeeType=disabled)))",
        "DIWAN_LDAP_NAME_AR": "displayName",
    }
    settings.DIWAN_LDAP = True
    for name, value in ldap_settings(environment).items():
        setattr(settings, name, value)
    settings.AUTHENTICATION_BACKENDS = [
        "diwan.core.accounts.backends.PasswordBackend",
        "diwan.core.accounts.directory.DirectoryBackend",
    ]
    yield connection
    for dn, _attributes in reversed(connection.search_s(BASE, ldap.SCOPE_SUBTREE)):
        connection.delete_s(dn)


@pytest.fixture
def account(db):
    return User.objects.create_user("amina@men.example", "kept here", name_ar="ا", name_latin="A")


def sign_in(client, password="secret of the directory", address="amina@men.example"):
    client.post(reverse("account_login"), {"login": address, "password": password})
    return "_auth_user_id" in client.session


def disable(connection):
    connection.modify_s(AMINA, [(ldap.MOD_ADD, "employeeType", [b"disabled"])])


def test_the_password_of_the_directory_opens_and_names_follow(client, account, directory):
    assert sign_in(client)
    account.refresh_from_db()
    assert (account.name_ar, account.name_latin) == ("أمينة العلوي", "Amina El Alaoui")
    assert "امينه" in account.search_text
    assert account.sign_in == User.SignIn.DIRECTORY


def test_a_password_kept_here_no_longer_opens_once_the_directory_governs(client, account, directory):
    assert sign_in(client)
    client.logout()
    assert not sign_in(client, "kept here")
    User.objects.filter(pk=account.pk).update(password=User.objects.create_user("b@c.example", "kept").password)
    assert not sign_in(client, "kept")


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_or_empty_password_opens_nothing(client, account, directory, password):
    assert not sign_in(client, password)


@pytest.mark.parametrize("address", ["*@men.example", "amina@men.example)(uid=*"])
def test_no_address_is_read_as_a_filter(client, account, directory, address):
    assert not sign_in(client, address=address)


def test_nobody_is_let_in_without_an_account(client, directory):
    assert not sign_in(client)
    assert not User.objects.exists()


def test_the_setting_opens_accounts_for_whoever_the_directory_knows(client, directory, settings):
    settings.AUTH_LDAP_NO_NEW_USERS = False
    assert sign_in(client)
    user = User.objects.get()
    assert (user.name_ar, user.sign_in, user.has_usable_password()) == ("أمينة العلوي", User.SignIn.DIRECTORY, False)


def test_disabled_there_is_refused_here(client, account, directory):
    disable(directory)
    assert not sign_in(client)


def test_closed_here_is_refused_whatever_the_directory_says(client, account, directory):
    assert sign_in(client)
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert client.get(reverse("mfa_index")).status_code == 401
    assert not sign_in(client)


def test_an_open_session_ends_when_the_directory_lets_the_person_go(client, account, directory):
    other = people.person("Omar Bennani", "عمر")  # kept here: the directory has no say
    assert sign_in(client)
    assert operations.close_absent(now=NOW) == 0
    disable(directory)
    assert operations.close_absent(now=NOW) == 1
    assert client.get(reverse("mfa_index")).status_code == 401
    other.refresh_from_db()
    assert other.is_active


def test_a_directory_that_does_not_answer_closes_nobody(account, directory, settings):
    User.objects.update(sign_in=User.SignIn.DIRECTORY)
    settings.AUTH_LDAP_SERVER_URI = "ldap://127.0.0.1:1"
    with pytest.raises(ldap.SERVER_DOWN):
        operations.close_absent(now=NOW)
    account.refresh_from_db()
    assert account.is_active


def test_a_directory_that_does_not_answer_lets_the_others_in(client, account, directory, settings):
    settings.AUTH_LDAP_SERVER_URI = "ldap://127.0.0.1:1"
    assert sign_in(client, "kept here")


def test_a_lost_password_is_not_ours_to_reset(client, account, directory, mailoutbox):
    assert sign_in(client)
    client.logout()
    client.post(reverse("account_reset_password"), {"email": account.email})
    assert not mailoutbox


def test_passwords_do_not_travel_in_clear_unasked():
    from django.core.exceptions import ImproperlyConfigured

    from config.settings.directory import ldap_settings

    with pytest.raises(ImproperlyConfigured, match="in clear"):
        ldap_settings({"DIWAN_LDAP_URL": "ldap://dc.men.example", "DIWAN_LDAP_BASE": BASE})

"""`diwan ca`, as an operator types it."""

from __future__ import annotations

import subprocess

import pytest
from cryptography import x509

from diwan.engines.signing import command, keys
from diwan.engines.signing.pki import hierarchy

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(settings, tmp_path):
    settings.DIWAN_HOME = tmp_path
    yield tmp_path
    keys._identity.cache_clear()


def test_a_root_made_taken_away_and_used_from_there(home, tmp_path, capsys):
    password = tmp_path / "password"
    password.write_text("a long enough password\n")
    said = ["--password-file", str(password)]
    away = tmp_path / "usb"
    assert command.main(["init"]) == 0
    assert "take it away" in capsys.readouterr().out
    assert command.main([*said, "export-root", str(away)]) == 0
    assert not (home / "keys" / "ca" / "root.key").exists()
    key = away / "root.key"
    checked = subprocess.run(
        ["openssl", "pkey", "-in", key, "-passin", f"file:{password}", "-noout"], capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert command.main(["issue-intermediate"]) == 1
    assert "--root" in capsys.readouterr().err
    password.write_text("another long password")
    assert command.main([*said, "issue-intermediate", "--root", str(away)]) == 1
    password.write_text("a long enough password")
    assert command.main([*said, "issue-intermediate", "--root", str(away)]) == 0
    assert len(hierarchy.issuing_names()) == 2
    gone = hierarchy.issuing_names()[0]
    assert command.main([*said, "revoke", gone, "--root", str(away)]) == 0
    out = tmp_path / "root.crl"
    assert command.main([*said, "crl", "--root", str(away), "--out", str(out)]) == 0
    assert len(x509.load_der_x509_crl(out.read_bytes())) == 1
    assert command.main(["crl", hierarchy.issuing_names()[1]]) == 0
    assert command.main(["crl", "issuing-none"]) == 1
    assert command.main(["revoke", "abcdef"]) == 1
    assert command.main([*said, "export-root", str(away)]) == 1


def test_a_short_password_guards_no_root(home, tmp_path):
    (tmp_path / "password").write_text("short")
    assert command.main(["--password-file", str(tmp_path / "password"), "export-root", str(tmp_path / "usb")]) == 1
    assert (home / "keys" / "ca" / "root.key").exists()

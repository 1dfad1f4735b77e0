"""A Dovecot of our own on loopback: one account, TLS with a certificate made for the test."""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = {uid}
disable_plaintext_auth = no
passdb {{
  driver = static
  args = password=secret-word
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def users(folder: Path) -> dict[str, Any]:
    """Dovecot takes no logins and reads no mail as root: then its own two users do, and must reach the folder."""
    if os.getuid():
        me, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
        return {"user": me, "group": group, "login": me, "uid": os.getuid(), "gid": os.getgid()}
    its = pwd.getpwnam("dovecot")
    top = Path(tempfile.gettempdir())
    for place in (folder, *folder.parents):  # deeper by one where tests are shared among processes
        if place == top or top not in place.parents:
            break
        place.chmod(place.stat().st_mode | 0o011)
    for place in (folder / "home", folder / "mail", *(folder / "mail").iterdir()):
        os.chown(place, its.pw_uid, its.pw_gid)
    return {"user": "dovecot", "group": "dovecot", "login": "dovenull", "uid": its.pw_uid, "gid": its.pw_gid}


@contextmanager
def running(program: str, folder: Path) -> Iterator[tuple[int, Path]]:
    """Its port and the certificate to trust; ended with the block."""
    for name in ("run", "home", "mail/new", "mail/cur", "mail/tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    subprocess.run(command, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(port=port, folder=folder, **users(folder)))
    process = subprocess.Popen([program, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port, folder / "cert.pem"
    finally:
        process.terminate()
        process.wait(10)

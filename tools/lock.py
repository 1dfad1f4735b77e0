"""Pin the dependencies of pyproject.toml, with hashes and without download addresses: `make lock`."""

import subprocess
import sys

COMPILE = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"]
COMPILE += [
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--no-header",
    "--quiet",
]

for target, extra in (
    ("base", []),
    ("dev", ["--extra", "dev"]),
    ("ldap", ["--extra", "ldap"]),
    ("bench", ["--extra", "bench"]),
):
    constraint = [] if target == "base" else ["-c", "requirements/base.txt"]
    subprocess.run([*COMPILE, *extra, *constraint, "-o", f"requirements/{target}.txt"], check=True)

"""Rules that can be read off the files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from .sources import ROOT, files, our_apps, short, tracked, trees

LIMIT = 400  # lines of a file
LIMIT_OF_TESTS = 800
# The verifier is handed to strangers as one file, so that they can read all of it and need nothing else.
LIMITS = {"diwan/verifier/diwan_verify.py": 800, "tests/house/access.py": 1300}  # one file, on purpose
LIMIT_OF_FUNCTIONS = 60  # lines: what can be read without scrolling
CLOCKS = {"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
CLOCKS |= {"timezone.localdate", "timezone.localtime", "datetime.datetime.now", "datetime.date.today"}
WRITES = {"save", "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}
HOSTS = re.compile(
    r"\b(pypi|python[h]osted|npm[j]s|yarnpkg|jsdelivr|unpkg|cdnjs|deb\.debian|security\.debian|apt\.postgresql)\.\w+",
    re.I,
)
MACHINE = re.compile(r"(?<![\w.%/-])/(work|root|Users|home/[a-z]+)/")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n")


def dotted(node: ast.AST) -> str:
    """`timezone.now` of the node that says so, else an empty text."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def clocks_in(tree: ast.AST) -> list[str]:
    return [
        f"line {n.lineno}: {dotted(n)}" for n in ast.walk(tree) if isinstance(n, ast.Attribute) and dotted(n) in CLOCKS
    ]


def writes_in(tree: ast.AST) -> list[str]:
    """Calls that write a row; those of an operation or a door that happens to be called `create` are not meant."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            owner = dotted(node.func.value)
            if not re.search(r"(^|\.)(operations|api|\w+_api|session)$", owner):
                found.append(f"line {node.lineno}: {owner}.{node.func.attr}()")
    return found


def test_files_can_be_read_in_one_go():
    long = []
    for path in files(".py", ".html", ".css", ".js"):
        limit = LIMITS.get(short(path), LIMIT_OF_TESTS if short(path).startswith("tests/") else LIMIT)
        lines = path.read_text().count("\n")
        if lines > limit and "migrations" not in path.parts:
            long.append(f"{short(path)}: {lines} lines")
    assert not long


def test_functions_can_be_read_without_scrolling():
    long = []
    for path in (*files(".py", under="diwan"), *files(".py", under="config"), *files(".py", under="tools")):
        if "migrations" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    lines = (node.end_lineno or node.lineno) - node.lineno
                    if lines > LIMIT_OF_FUNCTIONS:
                        long.append(f"{short(path)}: {node.name}, {lines} lines")
    assert not long


def test_operations_and_models_do_not_look_at_the_clock():
    assert not [f"{short(path)} {found}" for path, tree in trees("operations", "models") for found in clocks_in(tree)]


def test_only_operations_write():
    found = [f"{short(path)} {call}" for path, tree in trees("views", "forms", "handlers") for call in writes_in(tree)]
    assert not found


@pytest.mark.parametrize(
    "line", ["timezone.now()", "datetime.now(tz=UTC)", "models.F(default=timezone.now)", "x = date.today()"]
)
def test_the_reading_of_clocks_is_seen(line):
    assert clocks_in(ast.parse(line))


@pytest.mark.parametrize("line", ["letter.save()", "Letter.objects.create(a=1)", "qs.filter().get_or_create()"])
def test_the_writing_of_rows_is_seen(line):
    assert writes_in(ast.parse(line))


@pytest.mark.parametrize("line", ["operations.create(a=1)", "organisations_api.create(a=1)", "request.session.save()"])
def test_calling_an_operation_is_not_writing(line):
    assert not writes_in(ast.parse(line))


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        try:
            found.append((path, path.read_text()))
        except UnicodeDecodeError:
            continue
    return found


def test_no_file_names_a_package_registry_or_a_machine():
    bad = []
    for path, text in texts():
        for pattern in (HOSTS, MACHINE):
            bad += [f"{short(path)}: {match.group()}" for match in pattern.finditer(text)]
    assert not bad


def test_no_file_holds_a_private_key():
    assert not [short(path) for path, text in texts() if PRIVATE_KEY.search(text)]


def test_every_app_says_what_it_is_for():
    for config in our_apps():
        readme = Path(config.path) / "README.md"
        assert readme.exists(), f"{config.name} has no README.md"
        assert len(readme.read_text().splitlines()) >= 3, f"{short(readme)} says nothing"


def test_every_app_is_called_as_its_folder():
    for config in our_apps():
        assert config.label == config.name.rsplit(".", 1)[1]
        assert config.default_auto_field == "django.db.models.BigAutoField"


def test_every_app_in_the_house_is_installed():
    on_disk = {short(path.parent).replace("/", ".") for path in files(".py", under="diwan") if path.name == "apps.py"}
    assert on_disk == {config.name for config in our_apps()}


def test_the_settings_name_no_app_that_is_not_there():
    """`base.py` leaves out what does not exist yet; the finished house has nothing to leave out."""
    named = re.findall(r'^    "(diwan\.[\w.]+)",$', (ROOT / "config/settings/base.py").read_text(), re.MULTILINE)
    listed = [name for name in named if "middleware" not in name.lower()]
    assert not [name for name in listed if name.count(".") <= 2 and not (ROOT / name.replace(".", "/")).is_dir()]

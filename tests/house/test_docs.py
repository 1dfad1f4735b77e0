"""What the documents say of the code is so."""

from __future__ import annotations

import re

import pytest

from .sources import ROOT, files

DOCS = [path for path in files(".md") if path.parts[len(ROOT.parts)] in {"docs", "README.md", "CHANGELOG.md"}]
WORKING_LIST = 79  # requirements A to F


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text())
    assert not [link for link in links if "://" not in link and not (path.parent / link).exists()]


def test_the_tests_named_by_the_coverage_exist():
    named = re.findall(r"`(tests/[\w/.]+)(?:::(\w+))?`", (ROOT / "docs/coverage.md").read_text())
    assert named
    assert not [path for path, _test in named if not (ROOT / path).exists()]
    assert not [test for path, test in named if test and f"def {test}(" not in (ROOT / path).read_text()]


def test_the_apps_named_by_the_coverage_exist():
    named = re.findall(
        r"`((?:core|engines|correspondence|telework|portal|kit)\.\w+)`", (ROOT / "docs/coverage.md").read_text()
    )
    paths = [ROOT / "diwan" / name.replace(".", "/") for name in named]
    assert not [path.name for path in paths if not (path.is_dir() or path.with_suffix(".py").exists())]


def test_the_coverage_speaks_of_every_requirement_once():
    ids = re.findall(r"^\| ([A-Z]{3}-\d+) \|", (ROOT / "docs/coverage.md").read_text(), re.MULTILINE)
    assert len(ids) == len(set(ids)) == WORKING_LIST


def test_every_dependency_has_its_reason():
    reasons = (ROOT / "docs/decisions/0005-libraries.md").read_text().lower()
    project = (ROOT / "pyproject.toml").read_text()
    listed = re.findall(r'^    "([\w-]+)[\[~=">]', project[: project.index("[project.scripts]")], re.MULTILINE)
    assert len(listed) > 30
    alias = {"psycopg": "psycopg 3", "pyhanko": "pyhanko"}
    assert not [name for name in listed if alias.get(name.lower(), name.lower()) not in reasons]


def test_the_operations_name_only_settings_that_exist():
    code = "".join(path.read_text() for path in (*files(".py", under="config"), *files(".py", under="diwan")))
    named = set(re.findall(r"\bDIWAN_[A-Z_]+\b", (ROOT / "deploy/diwan.env.example").read_text()))
    assert not [name for name in named if name not in code]


def test_every_decision_stands_in_the_list():
    folder = ROOT / "docs/decisions"
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (folder / "README.md").read_text())
    assert sorted(listed) == sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")

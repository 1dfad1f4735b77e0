"""The import contracts hold, and would be broken by what they forbid."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .sources import ROOT, files

LINT = [
    sys.executable,
    "-c",
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))",
]

# module that imports → line planted in it → what the report must name
BREAKS = {
    "a core app looks up to an engine": ("core.a.models", "import diwan.engines.b.api"),
    "kit knows an app": ("kit.dates", "from diwan.core.a import api"),
    "correspondence looks up to the portal": ("correspondence.c.handlers", "from diwan.portal.p import api"),
    "correspondence looks up to telework": ("correspondence.c.tasks", "from diwan.telework.t import api"),
    "another app is entered past its door": ("engines.b.operations", "from diwan.core.a import models"),
    "another app is entered by its operations": ("portal.p.views", "from diwan.correspondence.c import operations"),
    "two apps of a wing in a circle": ("core.a.queries", "from diwan.core.z import api"),
    "a model calls its operations": ("engines.b.models", "from diwan.engines.b import operations"),
    "two kinds of entry call each other": ("correspondence.c.tasks", "from diwan.correspondence.c import views"),
    "hidden in a function": ("engines.b.policies", "def peek():\n    from diwan.portal.p import api\n    return api"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        LINT, cwd=folder, env={"PYTHONPATH": str(folder), "COLUMNS": "300"}, capture_output=True, text=True, check=False
    )


def toy(folder: Path) -> Path:
    """A small house with one clean app in each wing, two in core, under the real contracts."""
    shutil.copy(ROOT / ".importlinter", folder)
    shutil.copytree(ROOT / "tools", folder / "tools")
    names = ["__init__", "urls", "views", "admin", "handlers", "tasks", "forms", "api", "operations"]
    names += ["queries", "policies", "models", "events", "enums"]
    for app in ("core.a", "core.z", "engines.b", "correspondence.c", "telework.t", "portal.p"):
        package = folder / "diwan" / app.replace(".", "/")
        package.mkdir(parents=True)
        for name in names:
            (package / f"{name}.py").write_text("")
        (package / "api.py").write_text(f"from diwan.{app} import operations\n")
        (package / "operations.py").write_text(f"from diwan.{app} import models\n")
    (folder / "diwan/core/z/models.py").write_text("from diwan.core.a import api\n")  # sideways by the door is allowed
    (folder / "diwan/kit").mkdir()
    (folder / "diwan/kit/dates.py").write_text("")
    for package in (folder / "diwan", *(path for path in (folder / "diwan").iterdir())):
        (package / "__init__.py").write_text("")
    return folder


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> str:
    """What the linter says of a house in which every break was planted."""
    folder = toy(tmp_path_factory.mktemp("broken"))
    for module, line in BREAKS.values():
        with (folder / "diwan" / f"{module.replace('.', '/')}.py").open("a") as file:
            file.write(f"\n{line}\n")
    done = lint(folder)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_the_house_keeps_its_contracts():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_clean_house_passes(tmp_path):
    done = lint(toy(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("planted", BREAKS)
def test_a_break_is_caught(report, planted):
    module, line = BREAKS[planted]
    words = line.replace("def peek():\n", "").split("\n")[0].split()
    target = words[1] if words[0] == "import" else f"{words[1]}.{words[3]}"
    named = [text for text in report.splitlines() if f"diwan.{module}" in text and target in text]
    circle = (
        planted.endswith("in a circle") and "core" in report and "The apps of a wing form no circle BROKEN" in report
    )
    assert named or circle, report


def test_every_wing_stands_in_the_contracts():
    contracts = (ROOT / ".importlinter").read_text()
    for wing in {path.parts[len(ROOT.parts) + 1] for path in files(".py", under="diwan") if path.name == "apps.py"} - {
        "kit"
    }:
        assert contracts.count(f"diwan.{wing}") >= 2, (
            f"{wing} is missing from the layers or from the front-door contract"
        )

"""What the browser tests look at: accessibility, and pictures of the screens."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURES = Path(__file__).parents[2] / "test-results"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LANGUAGES = ("ar", "zgh", "fr", "en")
WIDTHS = {390: 844, 1440: 900}  # CSS pixels, wide: high
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def assert_no_axe_violations(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """No rule of WCAG 2.2 AA, nor axe's good practices, is broken on the page as it stands now.

    Evaluated by the debugger, so the strict content policy of the page stays as it is.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate((settings.NODE_MODULES / "axe-core" / "axe.min.js").read_text())
    options = {
        # Else axe fetches each style sheet again, for the one rule on sheets that turn the page with the device.
        "preload": False,
        "runOnly": {"type": "tag", "values": list(RULES)},
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    # From the top: what has slipped under a bar that stays in place is not small, it is scrolled away.
    page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
    result = page.evaluate("options => axe.run(document, options)", options)
    told = [
        f"{v['id']}: {v['help']}\n" + "\n".join(f"    {n['html'][:200]}\n    {n['failureSummary']}" for n in v["nodes"])
        for v in result["violations"]
    ]
    assert not told, f"{page.url}\n" + "\n".join(told)


def screenshot(page: Page, name: str, *, full_page: bool = True) -> Path:
    """A picture in `test-results/`, for people to look at."""
    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=full_page, animations="disabled")
    return path


def assert_no_sideways_scroll(page: Page) -> None:
    """Nothing is wider than the window."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px"

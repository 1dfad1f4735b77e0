"""The printed guide for clerks, made from the real screens: `make guide` writes build/guide-{ar,fr}.pdf.

Starts an instance of its own with demo data in a temporary folder, goes through the steps of
diwan/portal/joining/guide/clerk.toml as a clerk of the demo, takes a picture of each with the thing it speaks of in a
frame, and sets everything with the engine of official documents. A step that points at nothing fails: a guide that no
longer fits the screens is not printed.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from playwright.sync_api import sync_playwright

from diwan.server.home import REPOSITORY
from tools.instance import Instance

if TYPE_CHECKING:
    from playwright.sync_api import Page

LANGUAGES = ("ar", "fr")
CLERK = "s.bennani@men.example"  # of the demo
WIDE, HIGH = 1180, 680  # CSS pixels: the words are readable on paper
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FRAME = """
.guide-frame { outline: 4px solid #d3b15f !important; outline-offset: 3px; border-radius: 6px;
    box-shadow: 0 0 0 200vmax rgb(10 18 16 / 22%); position: relative; z-index: 40; }
.demo-banner { display: none; }
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=REPOSITORY / "build")
    parser.add_argument("--languages", nargs="*", default=LANGUAGES)
    asked = parser.parse_args()
    set_up()
    asked.into.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="diwan-guide-") as folder:
        instance = Instance(Path(folder))
        instance.start()
        try:
            instance.wait()
            for language in asked.languages:
                path = asked.into / f"guide-{language}.pdf"
                path.write_bytes(typeset(language, pictures(f"http://127.0.0.1:{instance.port}", language)))
                print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
        finally:
            instance.stop()


def set_up() -> None:
    """Django, for the steps and the addresses of their pages; no database of ours is asked for anything."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    os.environ.setdefault("DATABASE_URL", "postgresql:///unused")
    django.setup()


def pictures(base: str, language: str) -> list[bytes]:
    """A picture of each step of the guide, as the clerk sees it in that language."""
    from diwan.portal.joining.guides import guides

    program = next((path for path in CHROMIUM if Path(path).exists()), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        context = browser.new_context(
            viewport={"width": WIDE, "height": HIGH},
            device_scale_factor=1.6,
            locale=language,
            color_scheme="light",
            bypass_csp=True,  # the frame around what a step speaks of is ours, not the page's
        )
        page = context.new_page()
        page.goto(f"{base}/demo/?lang={language}")
        page.locator(f"form:has(input[value='{CLERK}']) button[type=submit]").first.click()
        page.wait_for_load_state("networkidle")
        taken = [picture(page, base, language, step) for step in guides()["clerk"].open_steps]
        browser.close()
    return taken


def picture(page: Page, base: str, language: str, step: Any) -> bytes:
    """One step, with what it speaks of in a frame."""
    page.goto(f"{base}{step.url}?lang={language}", wait_until="networkidle")
    if step.follow:
        page.goto(f"{base}{page.locator(step.follow).first.get_attribute('href')}", wait_until="networkidle")
    page.add_style_tag(content=FRAME)
    target = page.locator(step.select).locator("visible=true").first
    target.wait_for(timeout=10_000)
    target.evaluate("thing => { thing.classList.add('guide-frame'); thing.scrollIntoView({ block: 'nearest' }); }")
    return page.screenshot(type="jpeg", quality=82, animations="disabled")


def typeset(language: str, taken: list[bytes]) -> bytes:
    """The guide as PDF."""
    from diwan.engines.documents import api as documents
    from diwan.portal.joining.guides import guides

    guide, now = guides()["clerk"], datetime.now(UTC)
    steps = [
        {
            "title": step.title.get(language),
            "text": step.text.get(language),
            "keys": list(step.keys),
            "picture": list(shot),
        }
        for step, shot in zip(guide.open_steps, taken, strict=True)
    ]
    data = {"intro": guide.intro.get(language), "printed": f"{now:%Y-%m-%d}", "steps": steps}
    return documents.render("joining/guide", data, language=language, title=guide.title.get(language), at=now)


if __name__ == "__main__":
    main()

"""Settings of an instance on this machine without demo data: tests and benches found what they need themselves."""

from config.settings.dev import *  # noqa: F403

DIWAN_DEMO = False

"""Large reading: `due` (whose time is over), `shown` (what the screens list)."""

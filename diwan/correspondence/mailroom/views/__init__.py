"""The screens: `queue` (what came in), `sending` (files, photos), `confirming` (one document), `pages` (pictures and
their order), `settings` (sources, separators)."""

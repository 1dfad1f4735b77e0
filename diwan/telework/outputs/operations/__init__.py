"""Every write: `tasks` (a task from its setting to its end), `time` (more time), `catalogue`, `reports`."""

"""The pages: `schedule` (rules, holds), `destruction` (what is due, lists), `packages` (handed over, received)."""

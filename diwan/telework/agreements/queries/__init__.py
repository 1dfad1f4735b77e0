"""Reading: `force` (what is in force, which days are away), `shown` (lists and pages), `standing` (eligibility)."""

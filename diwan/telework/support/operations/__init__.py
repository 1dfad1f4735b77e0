"""Every write: `helping` (help requests), `publishing` (guides, courses), `campaigns`, `learning` (attempts)."""

"""Every write of the archives: `scheduling` (rules, holds), `destroying` (lists), `packing` and `receiving` (SEDA)."""

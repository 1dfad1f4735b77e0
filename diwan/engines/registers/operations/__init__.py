"""Every write of the registers: `numbering`, `correcting`, `reserving`, `closing`, `printing`."""

"""Writes: `asking`, `deciding`, `signing`, `starting` (by the clock and by facts), `changing`, `ending`, `wishing`,
`appealing`, `moving`, `telling_of` (workplaces, situations), `chartering`."""

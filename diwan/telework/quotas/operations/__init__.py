"""What changes counts: `admitting` (admit, release), `counting` (populations, recounts), `groups`."""

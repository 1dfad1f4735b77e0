"""Reading, by who reads: `handing_in`, `following`, `desk`."""

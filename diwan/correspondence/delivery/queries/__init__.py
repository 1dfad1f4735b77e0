"""Reading: `offers` (who can be reached how), `queue` (what is on its way), `arrivals` (what came), `story` (what the
evidence says in plain words), `figures` (how long administrations take)."""

"""Pages of delivery: `sending` (send, send again), `queue` (what is on its way), `arrivals` (what came), `links` (the
page without an account), `post` (lists, slips, cards), `proofs` (evidence as a file)."""

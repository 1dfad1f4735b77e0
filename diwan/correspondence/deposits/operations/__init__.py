"""Every write on a deposit, by the moment of its life: handing in or the counter, proofs, decisions, corrections."""

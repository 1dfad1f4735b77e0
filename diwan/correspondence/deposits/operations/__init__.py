"""Every write on a deposit, by the moment of its life: `handing_in`, `proofs`, `deciding`."""

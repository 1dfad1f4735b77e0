"""Every write of delivery. The letter is locked first, then the sending; journals come last."""

"""What goes wrong on a bad day, and what its people then see: always a clear message, and nothing lost."""

"""Parsing of what is sent: `choice` (whom a letter is given to), `acts` (answers, reasons, notes), `keeping` (rules,
delays, lists), `figures` (periods)."""

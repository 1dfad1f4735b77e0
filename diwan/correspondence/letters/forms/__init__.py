"""Parsing what people enter about letters: `registering`, `acts`, `lists`, `plan`. Nothing is saved here."""

"""Diwan: one open system with which a public administration works and serves the public from anywhere."""

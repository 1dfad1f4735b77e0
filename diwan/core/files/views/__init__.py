"""HTTP: files handed out, and files coming in piece by piece."""

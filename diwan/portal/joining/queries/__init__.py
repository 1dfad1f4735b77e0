"""Reading for the screens: `board` (what one administration still lacks), `overview` (how all of them do)."""

"""Reading letters: `registers` (their lines in the books)."""

"""Reading letters: `filters` (the list), `page` (one letter), `directory` (whom it is from or to), `readings` (who read
it), `plan` (classes and files), `registers` (its line in the book)."""

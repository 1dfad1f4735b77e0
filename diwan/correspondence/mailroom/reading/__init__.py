"""Reading paper: nothing here knows the database. `child` draws pages in a process of its own, `tesseract` reads them,
`figures` reads figures again, `layer` writes what was read under the picture, `clues` finds who wrote and when."""

"""Pages: `giving` (dispatch), `acts` (what becomes of an instruction), `notes`, `keeping` (lists, rules, delays),
`figures`."""

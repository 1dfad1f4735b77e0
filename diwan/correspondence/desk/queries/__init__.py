"""Reading an inbox: `sitting` (for which post one acts), `asking` (what is asked of it), `folders` (what each holds),
`paging` (one page of it), `load` (who has what for how long)."""

"""The screens of letters: `lists`, `letters` (one page), `acts` (what is done to it), `registering`, `directory`,
`plan`, `dossiers`."""

"""Every write of the exchange: `peers` (whom we believe), `directory` (bodies, ours and theirs), `receiving` and
`incoming_files` (letters that come), `sending` (letters that leave), `news` (evidence on its way back)."""

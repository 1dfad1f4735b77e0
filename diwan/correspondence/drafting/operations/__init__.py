"""Every write of drafting.

`templates`; `beginning`, `writing`, `particulars`, `comments`, `opinions`, `sources` while a letter is written;
`signing` when it is finished, `sealing` when its document is there.
"""

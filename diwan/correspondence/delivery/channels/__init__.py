"""The channels of this app: `inside` (another registry office of this instance), `mail` (a secured link by e-mail),
`paper` (the post office). What a channel is stands in `registry`."""

"""Large reading: `choosing` (whom to give it to), `proposals` and `trying`
(which unit, and why), `clocks` (what is late), `figures` and `rows` (delays and the instructions behind them)."""

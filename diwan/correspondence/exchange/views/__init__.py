"""Pages: `machine` (what other instances ask), `peers` (the operator's screens), `bodies` (the directory, to choose
from)."""

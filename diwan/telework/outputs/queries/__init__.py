"""Large reading: `figures` (productivity), `listing` (lists of tasks), `people` (whom one may give work), `week`."""

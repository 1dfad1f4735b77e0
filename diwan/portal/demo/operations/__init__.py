"""Loading the demo: `bodies` (administrations and units), `people` (posts and rights), `letters`, all by `loading`."""

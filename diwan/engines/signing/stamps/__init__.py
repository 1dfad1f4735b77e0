"""What is seen of a signature: its look, its place."""

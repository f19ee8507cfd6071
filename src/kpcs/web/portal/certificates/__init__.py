"""Our own certificates: what they state, what became of them, their papers and their ends."""

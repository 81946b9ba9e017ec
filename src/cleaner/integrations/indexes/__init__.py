"""Search indexes of articles. Start with `opening`, which opens one, and `index`, which says what it can do."""

"""Drift: a site has changed, so that its pack no longer does what it did. Counts of what its rules do show it."""

"""Learns a pack from a few stored pages of a site. Nothing is fetched, and the same pages give the same pack."""

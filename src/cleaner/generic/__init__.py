"""Extraction from HTML of which no pack knows the site: other people's extractors, and what they get wrong."""

"""Packs: the YAML files of single sites, read, checked, and found again for a page."""

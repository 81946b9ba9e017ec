"""Packs: YAML files, each with the rules of one site. Here they are read, checked and found for a page."""

"""Packs: the YAML files with the rules of one site each. This reads them, checks them and finds the one for a page."""

"""Extraction for sites without a pack: for HTML, extractors and corrections of their mistakes; for text, its form."""

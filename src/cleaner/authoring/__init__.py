"""What helps people to write packs. Nothing here is needed to clean a page."""

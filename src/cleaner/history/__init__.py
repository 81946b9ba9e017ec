"""The history of packs: figures of the pages that each pack cleaned, day by day, in a small file."""

"""What a page is made of: its blocks, what their position and form say, and the ledger of what was removed."""

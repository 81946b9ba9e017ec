"""What a page is made of: its blocks, what their position and form say about them, and the ledger."""

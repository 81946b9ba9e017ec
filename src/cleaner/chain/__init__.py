"""The chain: from a page to its article, step by step."""

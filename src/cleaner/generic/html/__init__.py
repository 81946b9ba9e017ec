"""Which blocks of an HTML page are its article, for sites without a pack."""

"""`cleaner` inside other programs. Each module needs the package that it integrates with."""

"""`cleaner` inside other programs: each module needs the package that it is for, and is imported by who uses that."""

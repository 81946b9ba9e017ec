"""What comes out: the article (article), its fields as data (row), and its output formats (render)."""

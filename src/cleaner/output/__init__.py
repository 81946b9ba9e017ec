"""What comes out: the article, and the forms it can be written in."""

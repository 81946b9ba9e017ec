"""What can be said of plain text of any site."""

"""What can be found out about plain text of any site."""

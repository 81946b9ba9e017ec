"""What is installed beside the command: its manual page and its completion, made from its parser."""

"""The line model: how it is trained from open data. `make model` runs it."""

"""Tests that need a framework, a server or a client of one: those that `make test-all` runs."""

"""Tests that need a framework, a server or a client. Only `make test-all` runs them."""

"""The service over HTTP, from the server down: server, app, batch, desk; what comes in (requests), what goes wrong."""

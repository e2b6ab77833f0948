"""The one place that sees everything: settings, addresses, server, command line."""

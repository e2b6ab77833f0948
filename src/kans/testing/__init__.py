"""What the tests stand on: throw-away databases. Not used by the application."""

"""The three stages: each reads files, calls the pure modules in order, and publishes files."""

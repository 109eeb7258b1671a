"""The command line, one module per subject: `register(app)` adds its commands."""

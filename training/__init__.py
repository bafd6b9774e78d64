"""Trains the reader. Nothing in the package imports this; see README.md."""

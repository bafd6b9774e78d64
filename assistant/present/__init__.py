"""Checked answers as text and JSON."""

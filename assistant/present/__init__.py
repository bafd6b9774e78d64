"""Checked answers as text for a terminal and as JSON.

Nothing here takes a `Draft`: what is shown is an `Answer`, or text that stands in a document
word for word (passages that a search found, evidence that was picked).
"""

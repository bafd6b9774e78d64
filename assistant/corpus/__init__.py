"""Files to documents to passages: read, clean, date, split."""

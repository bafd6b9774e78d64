"""The collection on disk, its vectors, and retrieval over both."""

"""The model store, and the one owner of each model library."""

"""What the stages share about English: words, names, quantities, answer types."""

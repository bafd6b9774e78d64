"""What is made for a release: not part of the program."""

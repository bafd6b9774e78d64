"""The command line: one module for each command, imported without any model library.

Results go to standard output, messages and progress to standard error.
"""

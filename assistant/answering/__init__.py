"""From a question to its checked answer: each kind of question goes its own short way."""

"""What is measured, each with one command; see docs/benchmarks.md."""

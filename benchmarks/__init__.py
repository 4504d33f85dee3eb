"""One command per claim: ``python -m benchmarks.<name>``; each prints its figures and writes a JSON."""

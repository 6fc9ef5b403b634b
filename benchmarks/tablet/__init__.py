"""What `python -m benchmarks app` measures on a tablet that holds the chain; one module a promise."""

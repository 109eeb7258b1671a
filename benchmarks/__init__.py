"""Measurements side by side with peers. `make bench`; tables in docs/benchmarks.md."""

"""Benchmarks of `cleaner` and of other programs in the same run; `docs/benchmarks.md` has the results."""

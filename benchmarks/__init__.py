"""Benchmark suites, peers, external instance readers and the report."""

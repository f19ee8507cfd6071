"""The import desk: the busiest screen of an office."""

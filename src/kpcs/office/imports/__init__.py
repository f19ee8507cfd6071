"""The import desk: arrival, verification, inspection, decision, confirmation."""

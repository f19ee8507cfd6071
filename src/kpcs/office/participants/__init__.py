"""The register as this node knows it, and whom to write to at each authority."""

"""Generated modules; see ``kpcs.scheme.data``."""

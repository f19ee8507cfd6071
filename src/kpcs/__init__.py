"""kpcs: the software that runs the Kimberley Process Certification Scheme for an authority."""

__version__ = "0.1.0"

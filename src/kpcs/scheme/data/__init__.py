"""The facts of the scheme, in TOML for people and compiled to Python literals for a fast start.

``participants.toml``   the dated register
``names.toml``          short names in five languages
``jurisdictions/``      rule packs, one dated file each
``compiled/``           generated from these by ``python -m tools.scheme_data``; never edited by hand
"""

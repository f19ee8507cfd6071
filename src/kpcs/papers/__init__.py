"""The printed papers: certificate (whole page and overlay), container label, letters to a paper peer.

A pure library on typst: no database, no network, no clock. ``layout``, ``certificate``, ``stock``, ``label`` and
``letters`` are its public modules; see ``docs/printing.md``.
"""

"""The authority's work: Django apps, one per duty.

Order (each may import only those before it): audit, accounts, participants, exchange, traders, certificates,
exports, imports. News travels the other way by the audit stream.
"""

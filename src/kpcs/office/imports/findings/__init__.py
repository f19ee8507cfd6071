"""What the desk itself can say of a document, in the checks of :mod:`kpcs.proof.verification`: from the paper as it was
typed, from what this authority knows, from what the officer saw and the balance showed."""

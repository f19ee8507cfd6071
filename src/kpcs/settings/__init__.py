"""Settings of a node: one folder holds everything (``folder.py``), Django reads it (``node.py``)."""

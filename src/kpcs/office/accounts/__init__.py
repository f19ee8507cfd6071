"""People, offices and duties: who may act for whom, and since when."""

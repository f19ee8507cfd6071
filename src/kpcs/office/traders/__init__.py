"""Licensed traders and the agents who act for them."""

"""The pages of real nodes in a real browser, walked as the people of the demonstration walk them."""

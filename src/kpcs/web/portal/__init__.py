"""The pages, by desk: what an officer, a trader's agent or anybody sees in a browser."""

"""Messages between authorities: peers, sent and received messages, sequences, receipts."""

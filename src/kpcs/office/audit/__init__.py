"""The append-only, hash-chained record of every act; it is also the event stream that consequences follow."""

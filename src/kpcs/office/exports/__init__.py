"""The export desk: application, examination, approval, and the goods on their way."""

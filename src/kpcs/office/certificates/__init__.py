"""The certificate: its number, its record, its sheet, its end."""

"""The export desk: from a trader's application to the confirmation of the importing authority."""

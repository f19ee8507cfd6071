"""Desks whose pages are walked: the same as in the tests of the office."""

from tests.office.exports.conftest import desk, keys_folder, node

__all__ = ["desk", "keys_folder", "node"]

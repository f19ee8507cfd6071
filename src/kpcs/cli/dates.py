"""Days as a person types them on the command line."""

from datetime import date

from kpcs.cli import Misused


def day_of(text: str) -> date:
    """The day in ISO 8601 (``2026-11-19``). Raises :class:`~kpcs.cli.Misused` for anything else."""
    try:
        # fromisoformat reads weeks and unseparated days as well; only one way of writing is taught here
        if len(text) != 10 or text[4] != "-" or text[7] != "-":
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise Misused(f"“{text[:40]}” is no day; write it like 2026-11-19.") from None

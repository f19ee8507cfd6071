"""Django's settings for tools that read the models and need no node: types, and whether migrations are complete."""

import os
from pathlib import Path

# Ignored by git; the least that makes a folder a node's. Nothing is ever stored in its database.
FOLDER = Path(__file__).parent.parent / "build" / "node-for-tools"
(FOLDER / "keys").mkdir(parents=True, exist_ok=True)
(FOLDER / "keys" / "django-secret").write_text("only for tools", "ascii")
(FOLDER / "node.toml").write_text('participant = "BW"\nname = "Example Authority"\n', "utf-8")
os.environ["KPCS_DIR"] = str(FOLDER)

from kpcs.settings.node import *  # noqa: E402, F403

"""Django's settings for tests: those of a node, in a folder of this run's own, on the database asked for.

``KPCS_TEST_DATABASE`` is ``sqlite`` (when unset) or ``postgresql``; ``make test`` runs what needs a database on both.
``KPCS_TEST_RUN`` is the folder of the run: made by the first process of a run, inherited by the others.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.running import DATABASE, postgresql_url, write_node_folder

# a short path in lower case: sockets have few characters, and addresses fold theirs
if "KPCS_TEST_RUN" not in os.environ:
    os.environ["KPCS_TEST_RUN"] = tempfile.mkdtemp(prefix="kpcs-", dir="/tmp")
    atexit.register(shutil.rmtree, os.environ["KPCS_TEST_RUN"], ignore_errors=True)
RUN = Path(os.environ["KPCS_TEST_RUN"])
RUN.chmod(0o711)  # the database server may be another user, who must reach its own part
_FOLDER = RUN / os.environ.get("PYTEST_XDIST_WORKER", "main")
write_node_folder(_FOLDER, database=postgresql_url(RUN, "kpcs") if DATABASE == "postgresql" else "")
os.environ["KPCS_DIR"] = str(_FOLDER)

from kpcs.settings.node import *  # noqa: E402, F403
from kpcs.settings.node import DATABASES  # noqa: E402

if DATABASE == "sqlite":
    # a real file with the settings of a node; in memory SQLite locks and journals otherwise
    DATABASES["default"]["TEST"] = {"NAME": str(_FOLDER / "test.sqlite3")}

# signing in costs a tenth of a second by design; here it would be all that the tests do
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

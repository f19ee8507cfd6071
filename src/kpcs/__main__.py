"""``python -m kpcs``: the same as the command ``kpcs``."""

import sys

from kpcs.cli import main

sys.exit(main())

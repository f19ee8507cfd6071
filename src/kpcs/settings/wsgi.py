"""The WSGI application of a node; ``KPCS_DIR`` names its folder."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpcs.settings.node")

application = get_wsgi_application()

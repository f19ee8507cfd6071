"""The portal as a Django app: pages only, no tables."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages by desk over the operations and queries of the office."""

    name = "kpcs.web.portal"
    label = "portal"

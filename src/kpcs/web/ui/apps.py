"""The look: base templates, components and static files. No tables and no pages of its own."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Stands before allauth in INSTALLED_APPS, so that its templates are found first."""

    name = "kpcs.web.ui"
    label = "ui"

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "kpcs.office.imports"
    label = "imports"

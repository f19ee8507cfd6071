from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "kpcs.office.exports"
    label = "exports"

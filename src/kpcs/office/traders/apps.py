from django.apps import AppConfig


class TradersConfig(AppConfig):
    name = "kpcs.office.traders"
    label = "traders"

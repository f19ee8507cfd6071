from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "kpcs.office.exchange"
    label = "exchange"

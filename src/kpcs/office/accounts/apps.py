from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kpcs.office.accounts"
    label = "accounts"

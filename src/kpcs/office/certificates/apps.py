from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "kpcs.office.certificates"
    label = "certificates"

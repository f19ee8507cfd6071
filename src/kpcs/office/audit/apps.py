from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kpcs.office.audit"
    label = "audit"

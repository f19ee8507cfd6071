from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "kpcs.office.participants"
    label = "participants"

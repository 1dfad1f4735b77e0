from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "diwan.telework.meetings"
    label = "meetings"

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "diwan.core.files"
    label = "files"

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "diwan.engines.documents"
    label = "documents"

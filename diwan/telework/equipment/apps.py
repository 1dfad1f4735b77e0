from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    name = "diwan.telework.equipment"
    label = "equipment"

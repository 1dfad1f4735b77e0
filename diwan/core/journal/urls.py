from django.urls import path

from . import views

app_name = "journal"
urlpatterns = [
    path("", views.home, name="home"),
    path("export.jsonl", views.export, name="export"),
    path("checkpoints.json", views.checkpoints, name="checkpoints"),
]

from django.urls import path

from . import views

app_name = "backups"
urlpatterns = [
    path("", views.home, name="home"),
    path("prove/", views.prove, name="prove"),
]

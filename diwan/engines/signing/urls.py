from django.urls import path

from . import views

app_name = "signing"
urlpatterns = [path("", views.time_stamp, name="time_stamp")]

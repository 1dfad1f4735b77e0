from django.urls import path

from . import views
from .views import lasting

app_name = "signing"
urlpatterns = [
    path("tsa", views.time_stamp, name="time_stamp"),
    path("signing/lasting/", lasting.dashboard, name="lasting"),
]

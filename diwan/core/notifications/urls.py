from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("", views.listing, name="list"),
    path("count/", views.count, name="count"),
    path("read/", views.read_all, name="read_all"),
    path("preferences/", views.preferences, name="preferences"),
    path("devices/", views.turn_on, name="turn_on"),
    path("devices/<int:device_id>/forget/", views.forget_device, name="forget_device"),
    path("worker.js", views.worker, name="worker"),
    path("<int:notification_id>/open/", views.open_one, name="open"),
    path("<int:notification_id>/read/", views.read, name="read"),
]

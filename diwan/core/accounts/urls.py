"""Our own pages of an account, beside allauth's."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("ended/", views.ended, name="ended"),
    path("second-factor/", views.second_factor, name="second_factor"),
]

from django.urls import path

from . import views

app_name = "files"
urlpatterns = [path("<str:token>/<path:name>", views.fetch, name="fetch")]

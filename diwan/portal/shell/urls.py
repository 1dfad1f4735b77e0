from django.conf import settings
from django.urls import path

from . import views

app_name = "shell"
urlpatterns = [
    path("go/", views.search, name="search"),
    path("theme/<str:colour>-<str:mark>.css", views.accent, name="accent"),
    path("theme/<str:name>/", views.theme, name="theme"),
]
if settings.DIWAN_DEMO:
    from . import style

    urlpatterns.append(path("style/", style.guide, name="style"))

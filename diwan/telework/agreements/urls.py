from django.urls import path

from .views import mine, one

app_name = "agreements"

urlpatterns = [
    path("", mine.home, name="home"),
    path("<int:agreement_id>/", one.one, name="agreement"),
]

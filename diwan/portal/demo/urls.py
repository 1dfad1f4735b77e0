from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("", views.roles, name="roles"),
    path("step-into/", views.step_into, name="step_into"),
]

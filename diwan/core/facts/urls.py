from django.urls import path

from . import views

app_name = "facts"
urlpatterns = [
    path("", views.listing, name="list"),
    path("retry/", views.retry_all, name="retry_all"),
    path("<int:job_id>/retry/", views.retry, name="retry"),
    path("<int:job_id>/cancel/", views.cancel, name="cancel"),
]

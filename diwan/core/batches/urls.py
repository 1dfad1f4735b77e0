from django.urls import path

from . import views

app_name = "batches"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:batch_id>/", views.batch, name="batch"),
    path("<int:batch_id>/stop/", views.stop, name="stop"),
    path("<int:batch_id>/again/", views.again, name="again"),
    path("<int:batch_id>/result/", views.result, name="result"),
]

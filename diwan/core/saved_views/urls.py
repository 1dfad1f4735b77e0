from django.urls import path

from . import views

app_name = "saved_views"
urlpatterns = [
    path("<str:listing>/", views.manage, name="manage"),
    path("<str:listing>/save/", views.save, name="save"),
    path("<str:listing>/<int:view_id>/", views.change, name="change"),
    path("<str:listing>/<int:view_id>/move/", views.move, name="move"),
    path("<str:listing>/<int:view_id>/delete/", views.delete, name="delete"),
]

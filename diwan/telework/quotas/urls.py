from django.urls import path

from . import views

app_name = "quotas"
urlpatterns = [
    path("", views.forecast, name="forecast"),
    path("presence.csv", views.table, {"extension": "csv"}, name="csv"),
    path("presence.xlsx", views.table, {"extension": "xlsx"}, name="xlsx"),
    path("recounts/", views.recounts, name="recounts"),
    path("groups/", views.groups, name="groups"),
    path("groups/new/", views.new_group, name="new_group"),
    path("groups/<int:group_id>/", views.group, name="group"),
    path("groups/<int:group_id>/close/", views.close_group, name="close_group"),
]

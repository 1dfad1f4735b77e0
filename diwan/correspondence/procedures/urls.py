from django.urls import path

from .views import catalogue, keeping

app_name = "procedures"
urlpatterns = [
    path("", catalogue.home, name="home"),
    path("<int:version_id>/", catalogue.procedure, name="procedure"),
    path("manage/", keeping.manage, name="manage"),
    path("manage/new/", keeping.new, name="new"),
    path("manage/preview/", keeping.preview, name="preview"),
    path("manage/<int:procedure_id>/", keeping.history, name="history"),
    path("manage/<int:procedure_id>/edit/", keeping.edit, name="edit"),
    path("manage/<int:procedure_id>/close/", keeping.close, name="close"),
]

from django.urls import path

from .views import fetching, uploading

app_name = "files"
urlpatterns = [
    path("uploads/", uploading.begin, name="uploads"),
    path("uploads/<str:token>/", uploading.upload, name="upload"),
    path("<str:token>/<path:name>", fetching.fetch, name="fetch"),
]

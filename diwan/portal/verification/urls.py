from django.urls import path

from . import views

app_name = "verification"
urlpatterns = [
    path("", views.verify, name="verify"),
    path("find/", views.find, name="find"),
    path("diwan_verify.py", views.program, name="program"),
    path("root.pem", views.root, name="root"),
    path("journal.pem", views.journal_key, name="journal_key"),
    path("<str:reference>/", views.reference, name="reference"),
]

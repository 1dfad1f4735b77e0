from django.urls import path

from . import views

app_name = "personal_data"

urlpatterns = [
    path("", views.home, name="home"),
    path("export.json", views.export_json, name="export_json"),
    path("export.xlsx", views.export_xlsx, name="export_xlsx"),
    path("held/<str:key>/", views.rows, name="rows"),
    path("rectify/", views.ask, name="ask"),
    path("requests/", views.requests, name="requests"),
    path("requests/<int:request_id>/", views.answer, name="answer"),
    path("register/", views.register, name="register"),
    path("register.xlsx", views.register_xlsx, name="register_xlsx"),
]

from django.urls import path

from . import views

app_name = "programmes"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:programme_id>/tasks.xlsx", views.export, name="export"),
    path("<int:programme_id>/submit/", views.submit, name="submit"),
    path("<int:programme_id>/<slug:code>/", views.step, name="step"),
    path("<int:programme_id>/<slug:do>/<int:row_id>/", views.remove, name="remove"),
]

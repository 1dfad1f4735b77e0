from django.urls import path

from . import views

app_name = "rules"
urlpatterns = [
    path("", views.home, name="home"),
    path("compare/", views.compare, name="compare"),
    path("<int:administration_id>/history/", views.history, name="history"),
    path("<int:administration_id>/export/", views.export, name="export"),
    path("<int:administration_id>/<str:key>/", views.rule, name="rule"),
    path("<int:administration_id>/<str:key>/adjust/", views.adjust, name="adjust"),
    path("adjustments/<int:adjustment_id>/stop/", views.stop, name="stop"),
]

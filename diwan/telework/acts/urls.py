from django.urls import path

from . import views

app_name = "acts"

urlpatterns = [
    path("", views.listed, name="list"),
    path("list.<str:form>", views.exported, name="export"),
    path("<int:act_id>/", views.one, name="act"),
    path("<int:act_id>/act.pdf", views.document, name="document"),
    path("<int:act_id>/withdraw/", views.withdraw, name="withdraw"),
    path("check/<str:code>/", views.check, name="check"),
]

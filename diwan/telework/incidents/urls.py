from django.urls import path

from . import views

app_name = "incidents"
urlpatterns = [
    path("", views.listing, name="list"),
    path("export.csv", views.export, {"extension": "csv"}, name="export_csv"),
    path("export.xlsx", views.export, {"extension": "xlsx"}, name="export_xlsx"),
    path("declare/", views.choose, name="declare"),
    path("declare/<slug:kind>/", views.declare, name="declare_kind"),
    path("<int:incident_id>/", views.one, name="one"),
    path("<int:incident_id>/measure/", views.measure, name="measure"),
    path("<int:incident_id>/sent/", views.sending, name="sending"),
    path("<int:incident_id>/gravity/", views.weigh, name="weigh"),
    path("<int:incident_id>/files/", views.add_files, name="add_files"),
    path("<int:incident_id>/close/", views.close, name="close"),
    path("<int:incident_id>/form.pdf", views.form_pdf, name="form"),
    path("<int:incident_id>/evidence.zip", views.bundle, name="bundle"),
]

from django.urls import path

from . import views
from .views import lasting, programs

app_name = "signing"
urlpatterns = [
    path("tsa", views.time_stamp, name="time_stamp"),
    path("pki/ocsp", programs.ocsp, name="ocsp"),
    path("pki/ocsp/<path:request_text>", programs.ocsp, name="ocsp_get"),
    path("pki/<slug:name>.crl", programs.revocation_list, name="revocation_list"),
    path("pki/<slug:name>.crt", programs.authority_certificate, name="authority_certificate"),
    path("signing/lasting/", lasting.dashboard, name="lasting"),
]

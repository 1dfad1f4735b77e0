from django.urls import path

from . import views
from .views import agents, keeping, lasting, mine, programs, remote

app_name = "signing"
urlpatterns = [
    path("tsa", views.time_stamp, name="time_stamp"),
    path("pki/ocsp", programs.ocsp, name="ocsp"),
    path("pki/ocsp/<path:request_text>", programs.ocsp, name="ocsp_get"),
    path("pki/<slug:name>.crl", programs.revocation_list, name="revocation_list"),
    path("pki/<slug:name>.crt", programs.authority_certificate, name="authority_certificate"),
    path("account/signature/", mine.keys, name="keys"),
    path("account/signature/certificate/", mine.ask_certificate, name="ask_certificate"),
    path("account/signature/file/", mine.import_file, name="import_file"),
    path("account/signature/module/", mine.module_keys, name="module_keys"),
    path("account/signature/agent/", agents.page, name="agent"),
    path("account/signature/agent/key/", agents.take_key, name="take_agent_key"),
    path("account/signature/agent/program/", agents.program, name="agent_program"),
    path("account/signature/relay/", agents.relay, name="relay"),
    path("account/signature/remote/<slug:service>/", remote.link, name="remote"),
    path("account/signature/remote/<slug:service>/back/", remote.back, name="remote_back"),
    path("account/signature/look/", mine.look, name="look"),
    path("account/signature/look/drop/", mine.drop_look, name="drop_look"),
    path("account/signature/look/image/", mine.look_image, name="look_image"),
    path("account/signature/<int:key_id>/confirm/", remote.confirm, name="remote_confirm"),
    path("account/signature/<int:key_id>/away/", mine.put_away, name="put_away"),
    path("account/signature/<int:key_id>/renew/", mine.renew, name="renew"),
    path("account/signature/<int:key_id>/revoke/", mine.revoke, name="revoke_mine"),
    path("signing/certificates/", keeping.certificates, name="certificates"),
    path("signing/certificates/export/", keeping.export, name="export_certificates"),
    path("signing/certificates/<int:certificate_id>/", keeping.certificate, name="certificate"),
    path("signing/certificates/<int:certificate_id>/revoke/", keeping.revoke, name="revoke"),
    path("signing/lasting/", lasting.dashboard, name="lasting"),
]

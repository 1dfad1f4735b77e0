from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import bodies, machine, peers


class Fingerprint(StringConverter):
    regex = "[0-9a-f]{64}"


register_converter(Fingerprint, "sha256")

app_name = "exchange"
urlpatterns = [
    # Of programs.
    path("directory.json", machine.directory, name="directory"),
    path("messages/<uuid:message_id>", machine.message, name="message"),
    path("messages/<uuid:message_id>/files/<sha256:sha256>", machine.file, name="file"),
    path("messages/<uuid:message_id>/commit", machine.commit, name="commit"),
    path("evidence", machine.push, name="push"),
    path("balance", machine.balance, name="balance"),
    # Of people.
    path("", peers.listing, name="peers"),
    path("new/", peers.propose, name="propose"),
    path("<int:instance_id>/", peers.peer, name="peer"),
    path("<int:instance_id>/trust/", peers.trust, name="trust"),
    path("<int:instance_id>/suspend/", peers.suspend, name="suspend"),
    path("<int:instance_id>/forget/", peers.forget, name="forget"),
    path("<int:instance_id>/again/", peers.again, name="again"),
    path("bodies/", bodies.search, name="bodies"),
]

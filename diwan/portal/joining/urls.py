"""Joining, the overview of the platform, and help."""

from django.urls import path

from .views import board, guide, importing, offices, platform, steps

app_name = "joining"
urlpatterns = [
    path("joining/", board.board, name="board"),
    path("joining/template.xlsx", importing.template, name="template"),
    path("joining/import/", importing.upload, name="upload"),
    path("joining/import/<str:token>/", importing.preview, name="preview"),
    path("joining/import/<str:token>/confirm/", importing.confirm, name="confirm"),
    path("joining/import/<str:token>/mistakes.xlsx", importing.mistakes, name="mistakes"),
    path("joining/offices/", offices.offices, name="offices"),
    path("joining/offices/open/", offices.open_office, name="open_office"),
    path("joining/offices/<int:office_id>/", offices.change_office, name="change_office"),
    path("joining/offices/<int:office_id>/hand-over/", offices.hand_over_office, name="hand_over_office"),
    path("joining/offices/<int:office_id>/close/", offices.close_office, name="close_office"),
    path("joining/seal/", steps.seal, name="seal"),
    path("joining/seal/make/", steps.make, name="make_seal"),
    path("joining/invitations/", steps.invitations, name="invitations"),
    path("joining/invitations/all/", steps.invite_all, name="invite_all"),
    path("joining/invitations/<int:person_id>/send/", steps.invite_one, name="invite"),
    path("joining/invitations/<int:person_id>/revoke/", steps.revoke, name="revoke"),
    path("joining/trial/", steps.trial, name="trial"),
    path("joining/trial/hand-in/", steps.hand_in, name="hand_in"),
    path("joining/trial/annul/", steps.annul, name="annul"),
    path("joining/look/", steps.look, name="look"),
    path("joining/administrations/", platform.administrations, name="administrations"),
    path("joining/administrations/open/", platform.open_one, name="open"),
    path("joining/administrations/<int:administration_id>/invite/", platform.invite_first, name="invite_first"),
    path("joining/administrations/<int:administration_id>/revoke/", platform.revoke_first, name="revoke_first"),
    path("help/", guide.help_page, name="help"),
    path("help/welcome/", guide.welcome, name="welcome"),
    path("help/tours/<slug:name>/", guide.tour, name="tour"),
    path("help/tours/<slug:name>/seen/", guide.seen, name="seen"),
]

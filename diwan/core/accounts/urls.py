"""Our own pages of an account, beside allauth's, and the accounts of an administration."""

from django.urls import path

from . import joining, views

app_name = "accounts"
urlpatterns = [
    path("", views.security, name="security"),
    path("ended/", views.ended, name="ended"),
    path("kept/", views.kept_form, name="kept"),
    path("kept/drop/", views.drop_kept_form, name="drop_kept"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("end-all-sessions/", views.end_my_sessions, name="end_my_sessions"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("invitation/<str:token>/opened/", views.invitation_opened, name="invitation_opened"),
    path("join/", joining.ask, name="join"),
    path("join/sent/", joining.sent, name="join_sent"),
    path("join/<str:token>/", joining.join, name="join_with"),
    path("people/", views.people, name="people"),
    path("people/open/", views.open_account, name="open_account"),
    path("people/<int:person_id>/", views.person, name="person"),
    path("people/<int:person_id>/disable/", views.disable_account, name="disable_account"),
    path("people/<int:person_id>/enable/", views.enable_account, name="enable_account"),
    path("people/<int:person_id>/end-sessions/", views.end_sessions, name="end_sessions"),
]

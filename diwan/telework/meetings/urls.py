from django.urls import path

from .views import guests, holding, listing, minutes, preparing, servers

app_name = "meetings"
urlpatterns = [
    path("", listing.meetings, name="list"),
    path("month/", listing.month, name="month"),
    path("export.xlsx", listing.export, name="export"),
    path("feed/<str:key>.ics", listing.feed, name="feed"),
    path("servers/", servers.servers, name="servers"),
    path("servers/<str:kind>/forget/", servers.forget, name="forget_server"),
    path("people/", preparing.people, name="people"),
    path("new/", preparing.new, name="new"),
    path("<int:meeting_id>/", listing.meeting, name="meeting"),
    path("<int:meeting_id>/invitation.ics", listing.invitation, name="ics"),
    path("<int:meeting_id>/change/", preparing.change, name="change"),
    path("<int:meeting_id>/convene/", preparing.convene, name="convene"),
    path("<int:meeting_id>/cancel/", preparing.cancel, name="cancel"),
    path("<int:meeting_id>/documents/", preparing.documents, name="documents"),
    path("documents/<int:document_id>/remove/", preparing.remove_document, name="remove_document"),
    path("<int:meeting_id>/room/", holding.room, name="room"),
    path("<int:meeting_id>/live/", holding.live, name="live"),
    path("<int:meeting_id>/recordings/", holding.recordings, name="recordings"),
    path("<int:meeting_id>/open/", holding.open_meeting, name="open"),
    path("<int:meeting_id>/enter/", holding.enter, name="enter"),
    path("<int:meeting_id>/chair/<str:act>/", holding.chair, name="chair"),
    path("participants/<int:participant_id>/<str:act>/", holding.participant, name="participant"),
    path("<int:meeting_id>/me/<str:act>/", holding.me, name="me"),
    path("<int:meeting_id>/minutes/", minutes.minutes, name="minutes"),
    path("<int:meeting_id>/paper/", minutes.paper, name="paper"),
    path("guest/<str:key>/", guests.guest, name="guest"),
    path("guest/<str:key>/live/", guests.live, name="guest_live"),
    path("guest/<str:key>/enter/", guests.enter, name="guest_enter"),
    path("guest/<str:key>/me/<str:act>/", guests.me, name="guest_me"),
]

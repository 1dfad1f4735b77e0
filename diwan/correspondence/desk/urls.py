from django.urls import path

from .views import inbox

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("folders/", inbox.folders_now, name="folders"),
    path("next/", inbox.next_line, name="next"),
    path("instructions/<int:instruction_id>/", inbox.inbox, name="instruction"),
    path("instructions/<int:instruction_id>/seen/", inbox.seen, name="seen"),
    path("letters/<int:letter_id>/", inbox.inbox, name="letter"),
]

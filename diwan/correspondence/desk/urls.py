from django.urls import path

from .views import batches, inbox, load

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("folders/", inbox.folders_now, name="folders"),
    path("chosen/", batches.chosen, name="chosen"),
    path("start/", batches.start, name="start"),
    path("load/", load.load, name="load"),
    path("load/take-over/", load.take_over, name="take_over"),
    path("next/", inbox.next_line, name="next"),
    path("instructions/<int:instruction_id>/", inbox.inbox, name="instruction"),
    path("letters/<int:letter_id>/", inbox.inbox, name="letter"),
]

from django.urls import path

from .views import confirming, pages, queue, sending, settings

app_name = "mailroom"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("start/", queue.start, name="start"),
    path("batches/<int:intake_id>/again/", queue.again, name="again"),
    path("send/", sending.send, name="send"),
    path("sources/", settings.sources, name="sources"),
    path("sources/new/", settings.add, name="add_source"),
    path("sources/<int:source_id>/", settings.change, name="change_source"),
    path("sources/<int:source_id>/look/", settings.look, name="look"),
    path("separators/", settings.sheets, name="sheets"),
    path("separators.pdf", settings.sheets_pdf, name="sheets_pdf"),
    path("<int:document_id>/", confirming.confirm, name="confirm"),
    path("<int:document_id>/register/", confirming.register, name="register"),
    path("<int:document_id>/aside/", confirming.aside, name="aside"),
    path("<int:document_id>/take-up/", confirming.take_up, name="take_up"),
    path("<int:document_id>/keep/", confirming.keep, name="keep"),
    path("<int:document_id>/leave/", confirming.leave, name="leave"),
    path("<int:document_id>/arrange/", pages.arrange, name="arrange"),
    path("<int:document_id>/pages/<int:page_id>.jpg", pages.picture, name="picture"),
]

from django.urls import path

from .views import acting, boxes, pages, preparing, signing

app_name = "parapheur"
urlpatterns = [
    path("", boxes.box, name="box"),
    path("<int:folder_id>/", boxes.box, name="folder"),
    path("<int:folder_id>/prepare/", preparing.prepare, name="prepare"),
    path("<int:folder_id>/send/", preparing.send, name="send"),
    path("<int:folder_id>/annexes/", preparing.annex, name="annex"),
    path("<int:folder_id>/documents/<int:document_id>/withdraw/", preparing.withdraw, name="withdraw"),
    path("<int:folder_id>/recall/", acting.recall, name="recall"),
    path("<int:folder_id>/abandon/", acting.abandon, name="abandon"),
    path("<int:folder_id>/slip.pdf", pages.slip, name="slip"),
    path("export/", boxes.export, name="export"),
    path("new/", preparing.choose, name="choose"),
    path("new/<int:type_id>/", preparing.new, name="new"),
    path("letters/<int:draft_id>/", preparing.letter, name="letter"),
    path("turns/<int:turn_id>/agree/", acting.agree, name="agree"),
    path("turns/<int:turn_id>/refuse/", acting.refuse, name="refuse"),
    path("turns/<int:turn_id>/take-back/", acting.take_back, name="take_back"),
    path("turns/<int:turn_id>/hand-on/", acting.hand_on, name="hand_on"),
    path("turns/<int:turn_id>/ask/", acting.ask, name="ask"),
    path("documents/<int:document_id>/pages/<int:number>-<int:width>.webp", pages.picture, name="picture"),
    path("documents/<int:document_id>/seen/", acting.seen, name="seen"),
    path("documents/<int:document_id>/annotations/", acting.annotate, name="annotate"),
    path("annotations/<int:annotation_id>/settle/", acting.settle, name="settle"),
    path("sign/", signing.sign, name="sign"),
    path("signatures/<int:authorisation_id>/", signing.signing, name="signing"),
]

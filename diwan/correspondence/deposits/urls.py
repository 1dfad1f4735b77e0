from django.urls import path

from .views import acts, clocks, corrections, counter, desk, drafts, following, handing_in, messages

app_name = "deposits"
urlpatterns = [
    path("deposits/new/", handing_in.new, name="new"),
    path("deposits/draft/who/", handing_in.who, name="draft_who"),
    path("deposits/draft/letter/", handing_in.letter, name="draft_letter"),
    path("deposits/draft/review/", handing_in.review, name="draft_review"),
    path("deposits/draft/save/<str:step>/", drafts.save, name="draft_save"),
    path("deposits/draft/kept/", drafts.kept, name="draft_kept"),
    path("deposits/draft/discard/", drafts.discard, name="draft_discard"),
    path("deposits/draft/resume/<str:key>/", drafts.resume, name="draft_resume"),
    path("deposits/mine/", drafts.mine, name="mine"),
    path("deposits/follow/", following.follow, name="follow"),
    path("deposits/<str:reference>/complete/", messages.complete, name="complete"),
    path("deposits/<str:reference>/write/", messages.write, name="write"),
    path("deposits/<str:reference>/read/", messages.read, name="read"),
    path("deposits/<str:reference>/<str:code>/", following.followed, name="followed"),
    path("deposits/<str:reference>/<str:code>/receipt.pdf", following.receipt, name="receipt"),
    path("desk/deposits/<int:deposit_id>/extend/", clocks.extend, name="extend"),
    path("desk/register/", counter.new, name="register"),
    path("desk/register/depositors/", counter.depositors, name="depositors"),
    path("desk/register/<int:deposit_id>/", counter.counted, name="counted"),
    path("desk/register/<int:deposit_id>/slip.pdf", counter.slip, name="slip"),
    path("desk/deposits/<int:deposit_id>/label.pdf", counter.label, name="label"),
    path("desk/deposits/<int:deposit_id>/rectify/", corrections.rectify, name="rectify"),
    path("desk/deposits/<int:deposit_id>/annul/", corrections.annul, name="annul"),
    path("desk/deposits/", desk.queue, name="queue"),
    path("desk/deposits/<int:deposit_id>/", desk.queue, name="reading"),
    path("desk/deposits/<int:deposit_id>/open/", desk.open_, name="open"),
    path("desk/deposits/<int:deposit_id>/accept/", desk.accept, name="accept"),
    path("desk/deposits/<int:deposit_id>/return/", desk.return_, name="return"),
    path("desk/deposits/<int:deposit_id>/request/", acts.request_pieces, name="request_pieces"),
    path("desk/deposits/<int:deposit_id>/message/", acts.message, name="message"),
    path("desk/deposits/<int:deposit_id>/answer/", acts.answer, name="answer"),
    path("desk/deposits/<int:deposit_id>/forward/", acts.forward, name="forward"),
]

from django.urls import path

from .views import batches, desk, drafts, duplicates, figures, following, handing_in, saved_views

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
    path("deposits/<str:reference>/<str:code>/", following.followed, name="followed"),
    path("deposits/<str:reference>/<str:code>/receipt.pdf", following.receipt, name="receipt"),
    path("desk/deposits/", desk.queue, name="queue"),
    path("desk/deposits/chosen/", batches.chosen, name="chosen"),
    path("desk/deposits/start/", batches.start, name="start"),
    path("desk/deposits/<int:deposit_id>/same/<int:other_id>/", duplicates.compare, name="compare"),
    path("desk/deposits/<int:deposit_id>/same/<int:other_id>/mark/", duplicates.mark, name="mark_duplicate"),
    path("desk/deposits/<int:deposit_id>/same/none/", duplicates.unmark, name="unmark_duplicate"),
    path("desk/views/", saved_views.manage, name="views"),
    path("desk/views/save/", saved_views.save, name="save_view"),
    path("desk/views/<int:view_id>/", saved_views.change, name="change_view"),
    path("desk/views/<int:view_id>/move/", saved_views.move, name="move_view"),
    path("desk/views/<int:view_id>/delete/", saved_views.delete, name="delete_view"),
    path("desk/figures/", figures.figures, name="figures"),
    path("desk/figures/table.csv", figures.table, name="figures_csv"),
    path("desk/deposits/<int:deposit_id>/", desk.queue, name="reading"),
    path("desk/deposits/<int:deposit_id>/open/", desk.open_, name="open"),
    path("desk/deposits/<int:deposit_id>/accept/", desk.accept, name="accept"),
    path("desk/deposits/<int:deposit_id>/return/", desk.return_, name="return"),
]

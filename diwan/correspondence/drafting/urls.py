from django.urls import path

from .views import beginning, drafts, saying, signing, sources, templates

app_name = "drafting"
urlpatterns = [
    path("drafts/", drafts.listing, name="drafts"),
    path("drafts/new/", beginning.new, name="new"),
    path("drafts/<int:draft_id>/", drafts.draft, name="draft"),
    path("drafts/<int:draft_id>/save/", drafts.save, name="save"),
    path("drafts/<int:draft_id>/preview.pdf", drafts.preview, name="preview"),
    path("drafts/<int:draft_id>/versions/", drafts.versions, name="versions"),
    path("drafts/<int:draft_id>/versions/restore/", drafts.restore, name="restore"),
    path("drafts/<int:draft_id>/particulars/", beginning.particulars, name="particulars"),
    path("drafts/<int:draft_id>/comments/", saying.comment, name="comment"),
    path("drafts/<int:draft_id>/comments/<int:comment_id>/settle/", saying.settle, name="settle"),
    path("drafts/<int:draft_id>/opinions/", saying.opinions, name="opinions"),
    path("drafts/<int:draft_id>/annexes/", sources.annex, name="annex"),
    path("drafts/<int:draft_id>/annexes/<int:annex_id>/drop/", sources.drop_annex, name="drop_annex"),
    path("drafts/<int:draft_id>/file/", sources.source, name="source"),
    path("drafts/<int:draft_id>/file/write-here/", sources.write_here, name="write_here"),
    path("drafts/<int:draft_id>/propose/", signing.propose, name="propose"),
    path("drafts/<int:draft_id>/sign/", signing.sign, name="sign"),
    path("drafts/<int:draft_id>/state/", signing.state, name="state"),
    path("drafts/<int:draft_id>/abandon/", signing.abandon, name="abandon"),
    path("drafts/<int:draft_id>/take-up/", signing.take_up, name="take_up"),
    path("drafting/templates/", templates.listing, name="templates"),
    path("drafting/templates/new/", templates.new, name="template_new"),
    path("drafting/templates/<int:template_id>/", templates.template, name="template"),
    path("drafting/templates/<int:template_id>/preview.pdf", templates.preview, name="template_preview"),
    path("drafting/templates/<int:template_id>/retire/", templates.retire, name="template_retire"),
    path("drafting/formulae/", templates.formulae, name="formulae"),
    path("drafting/formulae/new/", templates.formula, name="formula_new"),
    path("drafting/formulae/<int:formula_id>/", templates.formula, name="formula"),
    path("drafting/formulae/<int:formula_id>/retire/", templates.formula_retire, name="formula_retire"),
]

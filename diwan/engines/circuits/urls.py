"""Circuits and what they stand on: types of documents, ceilings, mandates."""

from django.urls import path

from .views import circuits, drawing, mandates, proving, types

app_name = "circuits"

urlpatterns = [
    path("", circuits.home, name="home"),
    path("new/", circuits.new, name="new"),
    path("<int:circuit_id>/", circuits.one, name="circuit"),
    path("<int:circuit_id>/draft/", circuits.draft, name="draft"),
    path("<int:circuit_id>/retire/", circuits.retire, name="retire"),
    path("<int:circuit_id>/condition/", drawing.condition, name="condition"),
    path("versions/<int:version_id>/", drawing.version, name="version"),
    path("versions/<int:version_id>/change/", drawing.change, name="change"),
    path("versions/<int:version_id>/step/", drawing.step, name="step"),
    path("versions/<int:version_id>/copy/", circuits.copy, name="copy"),
    path("versions/<int:version_id>/discard/", circuits.discard, name="discard"),
    path("versions/<int:version_id>/activate/", proving.activate, name="activate"),
    path("versions/<int:version_id>/differences/", proving.differences, name="differences"),
    path("versions/<int:version_id>/simulate/", proving.simulate, name="simulate"),
    path("posts/", drawing.posts, name="posts"),
    path("types/", types.home, name="types"),
    path("types/new/", types.new, name="new_type"),
    path("types/<int:type_id>/", types.one, name="type"),
    path("types/<int:type_id>/retire/", types.retire, name="retire_type"),
    path("ceilings/", types.ceilings, name="ceilings"),
    path("ceilings/<int:ceiling_id>/remove/", types.remove_ceiling, name="remove_ceiling"),
    path("mandates/", mandates.home, name="mandates"),
    path("mandates/give/", mandates.give, name="give"),
    path("mandates/people/", mandates.people, name="people"),
    path("mandates/<int:mandate_id>/", mandates.one, name="mandate"),
    path("mandates/<int:mandate_id>/hand-on/", mandates.hand_on, name="hand_on"),
    path("mandates/<int:mandate_id>/sign/", mandates.sign, name="sign"),
    path("mandates/<int:mandate_id>/revoke/", mandates.revoke, name="revoke"),
    path("mandates/<int:mandate_id>/act.pdf", mandates.act, name="act"),
]

"""The directory, open to all, and the pages of those who administer it."""

from django.urls import path

from . import views

app_name = "organisations"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("units/<int:unit_id>/", views.unit, name="unit"),
    path("units/<int:unit_id>/children/", views.children, name="children"),
    path("units/<int:unit_id>/suggestions/", views.suggestions, name="suggestions"),
    path("units/<int:unit_id>/people/", views.people, name="people"),
    path("units/<int:unit_id>/add/", views.add_unit, name="add_unit"),
    path("units/<int:unit_id>/rename/", views.rename_unit, name="rename_unit"),
    path("units/<int:unit_id>/move/", views.move_unit, name="move_unit"),
    path("units/<int:unit_id>/merge/", views.merge_unit, name="merge_unit"),
    path("units/<int:unit_id>/abolish/", views.abolish_unit, name="abolish_unit"),
    path("units/<int:unit_id>/posts/add/", views.add_post, name="add_post"),
    path("posts/<int:post_id>/holder/", views.name_holder, name="name_holder"),
    path("posts/<int:post_id>/interim/", views.set_interim, name="set_interim"),
    path("posts/<int:post_id>/delegate/", views.delegate, name="delegate"),
    path("posts/<int:post_id>/grant/", views.grant_right, name="grant_right"),
    path("holdings/<int:pk>/end/", views.end_holding, name="end_holding"),
    path("interims/<int:pk>/end/", views.end_interim, name="end_interim"),
    path("delegations/<int:pk>/revoke/", views.revoke_delegation, name="revoke_delegation"),
    path("grants/<int:pk>/withdraw/", views.withdraw_right, name="withdraw_right"),
]

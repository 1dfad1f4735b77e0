from django.urls import path

from .views import destruction, packages, schedule

app_name = "archives"

urlpatterns = [
    path("", schedule.home, name="home"),
    path("rules/<int:class_id>/", schedule.rule, name="rule"),
    path("holds/", schedule.holds, name="holds"),
    path("holds/<int:hold_id>/lift/", schedule.lift, name="lift"),
    path("due/", destruction.due, name="due"),
    path("lists/", destruction.lists, name="lists"),
    path("lists/<int:list_id>/", destruction.one, name="list"),
    path("lists/<int:list_id>/approve/", destruction.approve, name="approve"),
    path("lists/<int:list_id>/refuse/", destruction.refuse, name="refuse"),
    path("lists/<int:list_id>/carry-out/", destruction.carry_out, name="carry_out"),
    path("lists/<int:list_id>/certificate.pdf", destruction.certificate, name="certificate"),
    path("items/<int:item_id>/", destruction.item, name="item"),
    path("items/<int:item_id>/spare/", destruction.spare, name="spare"),
    path("packages/", packages.home, name="packages"),
    path("packages/receive/", packages.receive, name="receive"),
    path("packages/<int:package_id>/", packages.one, name="package"),
    path("dossiers/<int:dossier_id>/pack/", packages.pack, name="pack"),
]

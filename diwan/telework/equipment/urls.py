from django.urls import path

from .views import counting, handing, items

app_name = "equipment"
urlpatterns = [
    path("", items.items, name="items"),
    path("export.xlsx", items.export, name="export"),
    path("new/", items.new, name="new"),
    path("import/", items.bring_in, name="import"),
    path("mine/", items.mine, name="mine"),
    path("leavers/", items.leavers, name="leavers"),
    path("items/<int:item_id>/", items.item, name="item"),
    path("items/<int:item_id>/change/", items.change, name="change"),
    path("items/<int:item_id>/<str:act>/", items.act, name="act"),
    path("hand-over/", handing.person, name="person"),
    path("hand-over/<int:person_id>/", handing.hand_over, name="hand_over"),
    path("take-back/<int:person_id>/", handing.take_back, name="take_back"),
    path("needs/<int:person_id>/", handing.need, name="need"),
    path("slips/", handing.slips, name="slips"),
    path("slips/<int:slip_id>/", handing.slip, name="slip"),
    path("slips/<int:slip_id>/withdraw/", handing.withdraw, name="withdraw"),
    path("counts/", counting.counts, name="counts"),
    path("counts/<int:count_id>/", counting.count, name="count"),
    path("counts/<int:count_id>/close/", counting.close, name="close_count"),
]

from django.urls import path

from .views import desk, public

app_name = "deposits"
urlpatterns = [
    path("deposits/new/", public.new, name="new"),
    path("deposits/follow/", public.follow, name="follow"),
    path("deposits/<str:reference>/<str:code>/", public.followed, name="followed"),
    path("deposits/<str:reference>/<str:code>/receipt.pdf", public.receipt, name="receipt"),
    path("desk/deposits/", desk.queue, name="queue"),
    path("desk/deposits/<int:deposit_id>/", desk.queue, name="reading"),
    path("desk/deposits/<int:deposit_id>/open/", desk.open_, name="open"),
    path("desk/deposits/<int:deposit_id>/accept/", desk.accept, name="accept"),
    path("desk/deposits/<int:deposit_id>/return/", desk.return_, name="return"),
]

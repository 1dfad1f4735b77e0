from django.urls import path

from . import views

app_name = "registers"
urlpatterns = [
    path("", views.books, name="books"),
    path("<int:book_id>/", views.book, name="book"),
    path("<int:book_id>/print/", views.print_, name="print"),
    path("<int:book_id>/close/", views.close, name="close"),
    path("lines/<int:entry_id>/", views.entry, name="entry"),
    path("reserve/", views.reserve, name="reserve"),
    path("reserved/<int:reservation_id>/release/", views.release, name="release"),
    path("printings/<int:printing_id>/", views.printing_, name="printing"),
    path("printings/<int:printing_id>/stop/", views.stop, name="stop"),
    path("printed/<str:prefix>/<int:first>-<int:last>/", views.proof, name="proof"),
]

from django.urls import path

from . import views

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/export/", views.export, name="export"),
    path("search/saved/", views.manage, name="saved"),
    path("search/saved/keep/", views.keep, name="keep"),
    path("search/saved/<int:search_id>/", views.change, name="change"),
    path("search/saved/<int:search_id>/delete/", views.delete, name="delete"),
]

from django.urls import path, register_converter

from . import views


class CountryConverter:
    """Two capital letters."""

    regex = "[A-Z]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CountryConverter, "country")

app_name = "calendars"
urlpatterns = [
    path("", views.home, name="home"),
    path("<country:country>/", views.this_year, name="now"),
    path("<country:country>/<int:year>/", views.year_page, name="year"),
    path("<country:country>/<int:year>.ics", views.year_file, name="ics"),
    path("<country:country>/announce/", views.announce, name="announce"),
    path("announcements/<int:announcement_id>/withdraw/", views.withdraw, name="withdraw"),
]

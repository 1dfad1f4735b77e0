from django.urls import path
from django.views import View

app_name = "delivery"
urlpatterns = [
    path("arrivals/<int:arrival_id>/", View.as_view(), name="arrival"),
    path("deliveries/<int:sending_id>/", View.as_view(), name="sending"),
]

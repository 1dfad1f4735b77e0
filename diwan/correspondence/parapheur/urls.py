app_name = "parapheur"
urlpatterns = []

from django.urls import path

from .views import arrivals, links, post, proofs, queue, sending

app_name = "delivery"
urlpatterns = [
    path("deliveries/", queue.queue, name="queue"),
    path("deliveries/ready/", sending.ready, name="ready"),
    path("deliveries/ready/send/", sending.send_many, name="send_many"),
    path("deliveries/figures/", queue.figures, name="figures"),
    path("deliveries/letter/<int:letter_id>/", sending.send, name="send"),
    path("deliveries/post/", post.post, name="post"),
    path("deliveries/post/back/", post.back, name="post_back"),
    path("deliveries/post/office/<int:office_id>/", post.hand, name="post_hand"),
    path("deliveries/post/list/<int:batch_id>.pdf", post.batch, name="post_list"),
    path("deliveries/<int:sending_id>/", queue.sending, name="sending"),
    path("deliveries/<int:sending_id>/retry/", queue.retry, name="retry"),
    path("deliveries/<int:sending_id>/withdraw/", queue.withdraw, name="withdraw"),
    path("deliveries/<int:sending_id>/bounced/", queue.bounced, name="bounced"),
    path("deliveries/<int:sending_id>/again/", sending.again, name="again"),
    path("deliveries/<int:sending_id>/slip.pdf", post.slip, name="slip"),
    path("deliveries/<int:sending_id>/evidence/", proofs.ask, name="evidence_ask"),
    path("deliveries/<int:sending_id>/evidence.zip", proofs.evidence, name="evidence"),
    path("arrivals/", arrivals.listing_page, name="arrivals"),
    path("arrivals/<int:arrival_id>/", arrivals.listing_page, name="arrival"),
    path("arrivals/<int:arrival_id>/accept/", arrivals.accept, name="accept"),
    path("arrivals/<int:arrival_id>/refuse/", arrivals.refuse, name="refuse"),
    path("arrivals/<int:arrival_id>/return/", arrivals.return_, name="return"),
    path("arrivals/<int:arrival_id>/evidence.zip", proofs.arrival_evidence, name="arrival_evidence"),
    path("l/<str:token>/", links.link, name="link"),
    path("l/<str:token>/open/", links.open_, name="link_open"),
    path("l/<str:token>/piece/<int:position>/", links.piece, name="link_piece"),
]

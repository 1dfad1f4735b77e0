"""The pages of errors."""

from django.views import defaults

bad_request, permission_denied, page_not_found, server_error = (
    defaults.bad_request,
    defaults.permission_denied,
    defaults.page_not_found,
    defaults.server_error,
)

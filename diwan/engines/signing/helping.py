"""What a helping process does first. It imports nothing that wants the models before they are there."""


def ready() -> None:
    import django

    django.setup()

"""A worker in a process of its own, with the jobs of these tests: `python -m tests.core.facts.work`."""

if __name__ == "__main__":
    import django

    django.setup()
    from diwan.core.facts import worker
    from tests.core.facts import hearers  # noqa: F401

    worker.run()

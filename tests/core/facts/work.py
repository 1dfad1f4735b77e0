"""A worker in a process of its own, with the jobs of these tests: `python -m tests.core.facts.work`."""

if __name__ == "__main__":
    import django

    django.setup()
    from procrastinate.contrib.django import app

    from diwan.core.facts import worker
    from tests.core.facts import hearers  # noqa: F401

    app.periodic_registry.periodic_tasks.clear()  # the clock must not add jobs to a test
    worker.run()

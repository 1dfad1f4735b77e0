"""npm packages served as they are: only the files that `settings.NPM_FILES` names, under `vendor/<name>/`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

if TYPE_CHECKING:
    from collections.abc import Iterator


class NpmFinder(BaseFinder):
    """Finds `vendor/tabler/css/tabler.min.css` in `node_modules/@tabler/core/dist/css/tabler.min.css`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storages = {}
        for name, (folder, patterns) in settings.NPM_FILES.items():
            storage = FileSystemStorage(location=settings.NODE_MODULES / folder)
            storage.prefix = f"vendor/{name}"  # type: ignore[attr-defined]
            self.storages[name] = (storage, patterns)

    def check(self, **kwargs: Any) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [
            str(Path(storage.location) / file) for file, storage in self.list([]) if f"{storage.prefix}/{file}" == path
        ]
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Any]]:
        for storage, patterns in self.storages.values():
            root = Path(storage.location)
            for pattern in patterns:
                for file in sorted(root.glob(pattern)):
                    yield str(file.relative_to(root)), storage


class HouseStorage(CompressedManifestStaticFilesStorage):
    """Names with fingerprints, also for the modules that our scripts import; maps of sources are not served.

    Django's own switch for modules reads every script, and stumbles over the words `import` in those of libraries:
    here only those in a folder `js/` are read.
    """

    patterns = (
        *(
            (suffix, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
            for suffix, rules in CompressedManifestStaticFilesStorage.patterns
        ),
        ("*/js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

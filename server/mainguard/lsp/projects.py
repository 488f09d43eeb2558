"""Which settings, modules and environment a document is checked with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mainguard.engine.settings import SettingsError
from mainguard.lsp.settings import SettingsSources
from mainguard.lsp.snapshot import Project
from mainguard.names.resolver import JediResolver
from mainguard.project.configuration import Configuration, find_root
from mainguard.project.environment import Environment, find_environment
from mainguard.project.modules import ProjectModules
from mainguard.text.source import Source


class Projects:
    """The project of each folder with open documents, found when it is first asked for.

    After ``forget`` it is found anew, with the modules and names that were read already.
    """

    workspace_folders: Sequence[Path] = ()

    def __init__(
        self, settings: SettingsSources, overlay: Callable[[str], Source | None], environ: Mapping[str, str]
    ) -> None:
        """``overlay`` gives the text that is open under an absolute path, ``environ`` are the environment variables."""
        self._settings = settings
        self._overlay = overlay
        self._environ = environ
        self._by_folder: dict[Path, Project] = {}
        self._modules: dict[tuple[tuple[Path, ...], Environment | None], ProjectModules] = {}
        self._resolvers: dict[tuple[Path, Environment], JediResolver] = {}

    def of(self, folder: Path) -> Project:
        """The project of the documents in ``folder``."""
        if folder not in self._by_folder:
            self._by_folder[folder] = self._find(folder)
        return self._by_folder[folder]

    def forget(self) -> None:
        """Settings, workspace folders or environments have changed."""
        self._by_folder.clear()

    def refresh_environments(self) -> bool:
        """Whether packages came or went since names were looked up; those names are forgotten then."""
        refreshed = [resolver.refresh() for resolver in self._resolvers.values()]
        return any(refreshed)

    def _find(self, folder: Path) -> Project:
        workspace_folder = self._workspace_folder_of(folder)
        configuration = self._settings.of(folder, workspace_folder)
        root = find_root(folder)
        outermost = workspace_folder or root
        environment = self._environment(configuration, root, outermost)
        return Project(
            settings=configuration.settings,
            root=configuration.root,
            settings_file=configuration.file,
            environment=environment,
            modules=self._modules_below(tuple(dict.fromkeys((root, outermost))), environment),
            resolver=self._resolver(outermost, environment) if environment else None,
        )

    def _workspace_folder_of(self, folder: Path) -> Path | None:
        around = [outer for outer in self.workspace_folders if folder.is_relative_to(outer)]
        return max(around, key=lambda outer: len(outer.parts), default=None)

    def _environment(self, configuration: Configuration, *roots: Path) -> Environment | None:
        """The nearest environment; one that was set and is not there is complained about."""
        settings = configuration.settings
        try:
            chosen = find_environment(settings, configuration.root, self._environ)
        except SettingsError as error:
            self._settings.report("python", str(error))
            chosen = None
        else:
            self._settings.report("python", None)
        if chosen is not None:
            return chosen
        unset = replace(settings, python=None)
        found = (find_environment(unset, root, self._environ) for root in roots)
        return next((environment for environment in found if environment is not None), None)

    def _modules_below(self, roots: tuple[Path, ...], environment: Environment | None) -> ProjectModules:
        key = (roots, environment)
        if key not in self._modules:
            installed = (environment.has,) if environment else ()
            self._modules[key] = ProjectModules(roots, self._overlay, *installed)
        return self._modules[key]

    def _resolver(self, root: Path, environment: Environment) -> JediResolver:
        key = (root, environment)
        if key not in self._resolvers:
            self._resolvers[key] = JediResolver(environment.site_packages, root)
        return self._resolvers[key]

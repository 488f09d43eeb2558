"""Public names of what the packages of the user's environment bind."""

from __future__ import annotations

import keyword
import sys
import threading
import weakref
from collections.abc import Collection, Sequence
from pathlib import Path

from mainguard.names.answer_cache import AnswerCache
from mainguard.names.installed import importable_names, stamps
from mainguard.names.jedi_process import JediProcess, Patience, jedi_files


class JediResolver:
    """Implements ``replay.modules.Resolver`` with jedi, for one environment.

    ``canonical`` answers from memory and may be called from any thread at any time; ``ask`` fills the memory and
    blocks for up to seconds, so it belongs in the background.  Calls of ``ask`` wait for each other.
    """

    def __init__(
        self,
        environment_paths: Sequence[Path],
        project_root: Path,
        patience: Patience | None = None,
        cache_folder: Path | None = None,
    ) -> None:
        """``environment_paths``: the site-packages folders, in the order of ``sys.path``; reads their listing.

        ``cache_folder``: where answers are kept for the next process; one in the workspace is not used.
        """
        self._paths = tuple(environment_paths)
        self._cache: AnswerCache | None = None
        if cache_folder is not None and not cache_folder.resolve().is_relative_to(project_root.resolve()):
            self._cache = AnswerCache(cache_folder, self._paths, jedi_files())
        self._patience = patience or Patience()
        self._jedi = JediProcess(self._paths, project_root, self._patience)
        self._asking = threading.Lock()
        self._ending: threading.Timer | None = None
        self._answers = self._cache.load() if self._cache else {}
        self._stamps = stamps(self._paths)
        self._installed = importable_names(self._paths)
        self._has_unanswered = False

    @property
    def has_unanswered(self) -> bool:
        """Whether jedi gave no answer to a question, in time or at all: it may give one next time."""
        return self._has_unanswered

    def canonical(self, dotted: str) -> str | None:
        """The public name of what ``dotted`` is bound to, or ``dotted``; ``None`` when it has not been asked yet.

        Names of the standard library and of what is not installed need no asking: they stay as they are.
        """
        return self._answers.get(dotted) if self._is_installed(dotted) else dotted

    def ask(self, questions: Collection[str]) -> bool:
        """Find out about ``questions``: afterwards ``canonical`` is ``None`` for none of them.

        Returns whether any of them is bound to something of another name.  Raises nothing.
        """
        with self._asking:
            unanswered = sorted({question for question in questions if self.canonical(question) is None})
            if unanswered:
                answers = self._jedi.answers(unanswered)
                self._end_when_idle()
                self._has_unanswered |= len(answers) < len(unanswered)
                found = {question: answer.canonical for question, answer in answers.items()}
                self._answers |= {question: found.get(question, question) for question in unanswered}
                if self._cache is not None:
                    self._cache.add(answers)
        return any(self.canonical(question) != question for question in questions)

    def refresh(self) -> bool:
        """Forget every answer if a package was installed or removed since; returns whether that is so."""
        with self._asking:
            now = stamps(self._paths)
            if now == self._stamps:
                return False
            self._jedi.close()
            self._stamps, self._installed, self._answers = now, importable_names(self._paths), {}
            self._has_unanswered = False
            return True

    def close(self) -> None:
        """End jedi's process; the next ``ask`` starts it again."""
        with self._asking:
            if self._ending is not None:
                self._ending.cancel()
            self._jedi.close()

    def _end_when_idle(self) -> None:
        """Have jedi's process, which takes as much memory as the server, end when nothing is asked for a while."""
        if self._ending is not None:
            self._ending.cancel()
        self._ending = threading.Timer(self._patience.idle, _close, (weakref.ref(self),))
        self._ending.daemon = True
        self._ending.start()

    def _is_installed(self, dotted: str) -> bool:
        """Whether ``dotted`` is a name inside something that the environment holds and the standard library lacks."""
        parts = dotted.split(".")
        return (
            len(parts) > 1
            and parts[0] in self._installed
            and parts[0] not in sys.stdlib_module_names
            and all(part.isidentifier() and not keyword.iskeyword(part) for part in parts)
        )


def _close(reference: weakref.ref[JediResolver]) -> None:
    resolver = reference()
    if resolver is not None:
        resolver.close()

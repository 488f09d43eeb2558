from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from mainguard.project.modules import ProjectModules
from mainguard.replay.modules import ProjectModule
from mainguard.text.source import Source


def write(root: Path, **texts: str) -> None:
    for path, text in texts.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def touch(root: Path, *paths: str) -> None:
    write(root, **dict.fromkeys(paths, ""))


def main(modules: ProjectModules, path: Path) -> ProjectModule:
    return modules.main_module(path, Source.decode(path.read_bytes()))


def found(root: Path, name: str, importer: str = "main.py", **options: object) -> str | None:
    """Where ``name`` is found from the file ``importer``, relative to ``root``."""
    modules = ProjectModules([root], **options)  # type: ignore[arg-type]
    module = modules.find(name, modules.main_module(root / importer, Source("")))
    return Path(module.key).relative_to(root).as_posix() if module else None


@pytest.mark.parametrize(
    ("path", "name", "package", "is_package", "is_never_rerun"),
    [
        ("main.py", "main", "", False, False),
        ("tool", "tool", "", False, False),
        ("pkg/__init__.py", "pkg", "pkg", True, False),
        ("pkg/sub/__init__.py", "pkg.sub", "pkg.sub", True, False),
        ("pkg/sub/mod.py", "pkg.sub.mod", "pkg.sub", False, False),
        ("pkg/__main__.py", "pkg.__main__", "pkg", False, True),
        ("loose/mod.py", "mod", "", False, False),
        ("loose/__main__.py", "__main__", "", False, True),
    ],
)
def test_the_main_module_is_named_as_it_would_be_imported(
    tmp_path: Path, path: str, name: str, package: str, *, is_package: bool, is_never_rerun: bool
) -> None:
    touch(tmp_path, "main.py", "tool", "pkg/__init__.py", "pkg/sub/__init__.py", "pkg/sub/mod.py", "pkg/__main__.py")
    touch(tmp_path, "loose/mod.py", "loose/__main__.py")
    module = main(ProjectModules([tmp_path]), tmp_path / path)

    assert (module.key, module.name, module.package) == (str(tmp_path / path), name, package)
    assert (module.is_package, module.is_never_rerun) == (is_package, is_never_rerun)


def test_a_found_module_says_what_it_is(tmp_path: Path) -> None:
    touch(tmp_path, "main.py", "pkg/__init__.py")
    write(tmp_path, **{"pkg/mod.py": "x = 1\n"})
    modules = ProjectModules([tmp_path])
    importer = main(modules, tmp_path / "main.py")
    package, module = modules.find("pkg", importer), modules.find("pkg.mod", importer)

    assert package is not None
    assert module is not None
    assert (package.name, package.package, package.is_package) == ("pkg", "pkg", True)
    assert (module.name, module.package, module.is_package) == ("pkg.mod", "pkg", False)
    assert [ast.unparse(statement) for _, statement in module.tree.statements] == ["x = 1"]


def test_a_file_beside_the_script_shadows_an_installed_package(tmp_path: Path) -> None:
    touch(tmp_path, "scripts/main.py", "scripts/uvicorn.py")

    assert found(tmp_path, "uvicorn", "scripts/main.py", installed={"uvicorn"}.__contains__) == "scripts/uvicorn.py"


def test_the_scripts_folder_comes_before_the_root_and_that_before_src(tmp_path: Path) -> None:
    touch(tmp_path, "scripts/main.py", "scripts/a.py", "a.py", "b.py", "src/a.py", "src/b.py", "src/c.py")

    places = [found(tmp_path, name, "scripts/main.py") for name in ("a", "b", "c", "d")]

    assert places == ["scripts/a.py", "b.py", "src/c.py", None]


def test_a_package_comes_before_a_module_of_the_same_name(tmp_path: Path) -> None:
    touch(tmp_path, "a.py", "a/__init__.py")

    assert found(tmp_path, "a") == "a/__init__.py"


def test_a_module_comes_before_a_folder_without_init_further_up_the_path(tmp_path: Path) -> None:
    touch(tmp_path, "a/x.py", "src/a.py")

    assert found(tmp_path, "a") == "src/a.py"


def test_inside_a_package_absolute_names_start_above_it(tmp_path: Path) -> None:
    touch(tmp_path, "lib/pkg/__init__.py", "lib/pkg/main.py", "lib/pkg/other.py", "lib/beside.py")

    places = [found(tmp_path, name, "lib/pkg/main.py") for name in ("pkg.other", "beside", "other")]

    assert places == ["lib/pkg/other.py", "lib/beside.py", "lib/pkg/other.py"]


def test_what_a_module_imports_is_searched_from_the_script_that_led_to_it(tmp_path: Path) -> None:
    touch(tmp_path, "scripts/main.py", "scripts/config.py", "pkg/__init__.py", "pkg/mod.py", "pkg/config.py")
    modules = ProjectModules([tmp_path])
    inner = modules.find("pkg.mod", main(modules, tmp_path / "scripts/main.py"))

    assert inner is not None
    reached = modules.find("config", inner)
    assert reached is not None
    assert reached.key == str(tmp_path / "scripts/config.py")


def test_a_package_without_init_is_an_empty_module_over_all_its_folders(tmp_path: Path) -> None:
    touch(tmp_path, "ns/one.py", "src/ns/two.py", "src/ns/deep/three.py")

    places = [found(tmp_path, name) for name in ("ns", "ns.one", "ns.two", "ns.deep.three", "ns.four")]

    assert places == ["ns", "ns/one.py", "src/ns/two.py", "src/ns/deep/three.py", None]


@pytest.mark.parametrize("name", ["multiprocessing", "acme"])
def test_an_installed_package_comes_before_a_folder_without_init(tmp_path: Path, name: str) -> None:
    touch(tmp_path, f"{name}/example.py")

    assert found(tmp_path, name, installed={"acme"}.__contains__) is None


def test_the_standard_library_comes_before_the_root_and_after_the_scripts_folder(tmp_path: Path) -> None:
    touch(tmp_path, "queue.py", "scripts/multiprocessing.py", "scripts/main.py")

    assert found(tmp_path, "queue", "scripts/main.py") is None
    assert found(tmp_path, "multiprocessing", "scripts/main.py") == "scripts/multiprocessing.py"


@pytest.mark.parametrize("name", ["sys", "os", "builtins", "io"])
def test_nothing_shadows_what_is_loaded_before_the_script(tmp_path: Path, name: str) -> None:
    touch(tmp_path, f"{name}.py")

    assert found(tmp_path, name) is None


def test_names_are_exact_in_case(tmp_path: Path) -> None:
    touch(tmp_path, "Helper.py")

    assert (found(tmp_path, "helper"), found(tmp_path, "Helper")) == (None, "Helper.py")


@pytest.mark.parametrize("name", ["", ".", "..", "../secret", "/etc/secret", "a..b", "a.", "nul\0", "a/b"])
def test_a_name_that_is_none_finds_nothing(tmp_path: Path, name: str) -> None:
    touch(tmp_path, "project/main.py", "secret.py", "project/a/__init__.py", "project/a/b.py")

    assert found(tmp_path / "project", name) is None


def test_a_name_that_only_an_import_string_can_hold_is_found(tmp_path: Path) -> None:
    touch(tmp_path, "my-app.py")

    assert found(tmp_path, "my-app") == "my-app.py"


@pytest.mark.parametrize("content", [b"\x00\x01", b"# coding: nothing-like-it\n", b"\xff\xfe"])
def test_what_cannot_be_read_is_not_found(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.py").write_bytes(content)
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / "pipe.py")

    assert [found(tmp_path, name) for name in ("a", "folder", "pipe")] == [None, None, None]


def test_a_broken_module_is_still_a_module(tmp_path: Path) -> None:
    write(tmp_path, **{"a.py": "x = (\ndef f(): pass\n"})

    assert found(tmp_path, "a") == "a.py"


def test_an_unchanged_file_is_parsed_once_and_a_changed_one_again(tmp_path: Path) -> None:
    write(tmp_path, **{"main.py": "", "a.py": "x = 1\n"})
    modules = ProjectModules([tmp_path])
    importer = main(modules, tmp_path / "main.py")

    first, second = modules.find("a", importer), modules.find("a", importer)
    write(tmp_path, **{"a.py": "x = 1\ny = 2\n"})
    third = modules.find("a", importer)

    assert first is not None
    assert second is not None
    assert third is not None
    assert (second.tree is first.tree, third.tree.source.text) == (True, "x = 1\ny = 2\n")


def test_files_that_come_and_go_are_noticed(tmp_path: Path) -> None:
    modules = ProjectModules([tmp_path])
    importer = modules.main_module(tmp_path / "main.py", Source(""))
    long_ago = 1_000_000_000

    def is_found() -> bool:
        return modules.find("late", importer) is not None

    os.utime(tmp_path, ns=(long_ago, long_ago))
    before = is_found()
    touch(tmp_path, "late.py")
    after = is_found()
    (tmp_path / "late.py").unlink()

    assert (before, after, is_found()) == (False, True, False)


def test_a_settled_folder_is_listed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "a.py", "b.py")
    long_ago = 1_000_000_000
    os.utime(tmp_path, ns=(long_ago, long_ago))
    listed: list[str] = []
    listdir = os.listdir

    def counted(path: str) -> list[str]:
        listed.append(path)
        return listdir(path)

    monkeypatch.setattr(os, "listdir", counted)
    modules = ProjectModules([tmp_path])
    importer = modules.main_module(tmp_path / "main.py", Source(""))
    for name in ("a", "b", "c"):
        modules.find(name, importer)

    assert listed.count(str(tmp_path)) == 1


def test_open_texts_come_before_the_disk_and_need_no_file(tmp_path: Path) -> None:
    touch(tmp_path, "a.py")
    open_texts = {
        str(tmp_path / "a.py"): Source("x = 1\n"),
        str(tmp_path / "new.py"): Source("y = 1\n"),
        str(tmp_path / "pkg/__init__.py"): Source("z = 1\n"),
    }
    modules = ProjectModules([tmp_path], overlay=open_texts.get)
    importer = modules.main_module(tmp_path / "main.py", Source(""))

    texts = [module.tree.source.text for name in ("a", "new", "pkg") if (module := modules.find(name, importer))]

    assert texts == ["x = 1\n", "y = 1\n", "z = 1\n"]


def test_an_open_text_is_parsed_once(tmp_path: Path) -> None:
    open_text = Source("x = 1\n")
    modules = ProjectModules([tmp_path], overlay={str(tmp_path / "a.py"): open_text}.get)
    importer = modules.main_module(tmp_path / "main.py", Source(""))

    first, second = modules.find("a", importer), modules.find("a", importer)

    assert first is not None
    assert second is not None
    assert second.tree is first.tree


def test_the_text_of_a_module_in_a_trace_can_be_had(tmp_path: Path) -> None:
    write(tmp_path, **{"a.py": "x = 1\n"})
    modules = ProjectModules([tmp_path])

    assert modules.source(str(tmp_path / "a.py")) == Source("x = 1\n")
    assert modules.source(str(tmp_path / "gone.py")) is None


def test_an_importer_that_somebody_else_made_is_taken_for_a_script(tmp_path: Path) -> None:
    touch(tmp_path, "scripts/a.py")
    modules = ProjectModules([tmp_path])
    tree = modules.main_module(tmp_path / "x.py", Source("")).tree
    stranger = ProjectModule(str(tmp_path / "scripts/main.py"), tree, "main", "")
    module = modules.find("a", stranger)

    assert module is not None
    assert module.key == str(tmp_path / "scripts/a.py")


def test_installed_packages_are_searched_anew_when_one_came(tmp_path: Path) -> None:
    site_packages = tmp_path / "site-packages"
    (site_packages / "there").mkdir(parents=True)
    (site_packages / "there/__init__.py").write_text("x = 1\n")
    modules = ProjectModules([tmp_path], site_packages=[site_packages])
    modules.look_again()
    there = modules.installed("there")
    assert there is not None
    assert modules.installed("there") is there
    assert modules.installed("later") is None

    (site_packages / "later.py").write_text("y = 1\n")
    os.utime(site_packages, ns=(1, 1))
    (site_packages / "there/__init__.py").write_text("x = 1 + 1\n")
    modules.look_again()

    assert modules.installed("later") is not None
    changed = modules.installed("there")
    assert changed is not None
    assert changed.tree.source.text == "x = 1 + 1\n"


def test_what_was_found_is_found_until_folders_are_looked_at_again(tmp_path: Path) -> None:
    modules = ProjectModules([tmp_path])
    importer = modules.main_module(tmp_path / "main.py", Source(""))
    modules.look_again()
    assert modules.find("later", importer) is None

    (tmp_path / "later.py").write_text("")

    assert modules.find("later", importer) is None
    os.utime(tmp_path, ns=(1, 1))
    modules.look_again()
    assert modules.find("later", importer) is not None


def test_a_document_that_was_opened_is_a_module_from_the_next_look_on(tmp_path: Path) -> None:
    opened: dict[str, Source] = {}
    modules = ProjectModules([tmp_path], opened.get)
    importer = modules.main_module(tmp_path / "main.py", Source(""))
    modules.look_again()
    assert modules.find("unsaved", importer) is None

    opened[str(tmp_path / "unsaved.py")] = Source("x = 1\n")
    modules.look_again()

    assert modules.find("unsaved", importer) is not None


def test_an_edition_ends_where_an_answer_may_be_another_one(tmp_path: Path) -> None:
    site_packages = tmp_path / "env" / "site-packages"
    write(tmp_path, **{"a.py": "", "pkg/b.py": "", "env/site-packages/there.py": "", "unread.py": ""})
    for folder in (tmp_path, tmp_path / "pkg", site_packages):
        os.utime(folder, ns=(1, 1))
    opened = {str(tmp_path / "o.py"): Source("x = 1\n"), str(tmp_path / "main.py"): Source("")}
    modules = ProjectModules([tmp_path], opened.get, site_packages=[site_packages])
    assert modules.edition is None

    def asked() -> object:
        modules.look_again()
        importer = modules.main_module(tmp_path / "main.py", opened[str(tmp_path / "main.py")])
        for name in ("a", "pkg.b", "o", "nowhere"):
            modules.find(name, importer)
        modules.installed("there")
        return modules.edition

    before = asked()
    for change in (
        lambda: write(tmp_path, **{"a.py": "x = 1\n"}),
        lambda: write(site_packages, **{"there.py": "x = 1\n"}),
        lambda: opened.update({str(tmp_path / "o.py"): Source("x = 2\n")}),
        lambda: opened.update({str(tmp_path / "a.py"): Source("")}),
        lambda: opened.update({str(tmp_path / "nowhere.py"): Source("")}),
        lambda: (write(tmp_path, **{"pkg/c.py": ""}), os.utime(tmp_path / "pkg", ns=(2, 2))),
        lambda: os.utime(site_packages, ns=(2, 2)),
        lambda: (tmp_path / "a.py").unlink() or opened.pop(str(tmp_path / "a.py")),
    ):
        assert asked() is before
        write(tmp_path, **{"unread.py": "x = 1\n"})
        opened[str(tmp_path / "main.py")] = Source("y = 1\n")
        assert asked() is before
        change()
        now = asked()
        assert now is not before
        before = now


def test_an_edition_ends_with_a_file_that_changes_while_modules_are_asked_for(tmp_path: Path) -> None:
    write(tmp_path, **{"a.py": ""})
    modules = ProjectModules([tmp_path])
    modules.look_again()
    importer = modules.main_module(tmp_path / "main.py", Source(""))
    modules.find("a", importer)
    before = modules.edition

    write(tmp_path, **{"a.py": "x = 1\n"})
    modules.find("a", importer)

    assert modules.edition is not before


_RECORD = "acme/__init__.py,sha256=x,1\nacme/tool.py,,\nsingle.py,,\n../../bin/acme,,\nacme-1.0.dist-info/RECORD,,\n"


def install(folder: Path) -> None:
    """A distribution as pip leaves it: a package, a module, and what it has written down of them."""
    touch(folder, "acme/__init__.py", "acme/tool.py", "acme/other.py", "single.py")
    write(folder, **{"acme-1.0.dist-info/RECORD": _RECORD})


@pytest.mark.parametrize("name", ["acme", "acme.tool", "single"])
def test_what_was_installed_beside_a_script_is_none_of_the_projects(tmp_path: Path, name: str) -> None:
    install(tmp_path)
    touch(tmp_path, "handler.py", "mine.py", "own/__init__.py")

    assert found(tmp_path, name, "handler.py") is None
    assert found(tmp_path, "mine", "handler.py") == "mine.py"
    assert found(tmp_path, "own", "handler.py") == "own/__init__.py"


def test_a_file_of_an_installed_package_finds_its_neighbours_as_a_user_of_theirs_does(tmp_path: Path) -> None:
    install(tmp_path)
    modules = ProjectModules([tmp_path], site_packages=[tmp_path])
    tool = main(modules, tmp_path / "acme/tool.py")
    neighbour = modules.installed("acme.other")

    assert (tool.name, tool.searched_first) == ("acme.tool", (str(tmp_path),))
    assert modules.find("acme.other", tool) is None
    assert modules.find("other", tool) is None
    assert neighbour is not None
    assert neighbour.is_installed


def test_what_is_installed_later_is_none_of_the_projects_from_then_on(tmp_path: Path) -> None:
    touch(tmp_path, "handler.py", "acme/__init__.py")
    modules = ProjectModules([tmp_path])
    handler = main(modules, tmp_path / "handler.py")
    assert modules.find("acme", handler) is not None

    install(tmp_path)
    os.utime(tmp_path, ns=(1, 1))

    assert modules.find("acme", handler) is None


def test_a_distribution_without_record_has_installed_nothing_that_is_known(tmp_path: Path) -> None:
    touch(tmp_path, "handler.py", "acme/__init__.py", "acme-1.0.dist-info/METADATA")

    assert found(tmp_path, "acme", "handler.py") == "acme/__init__.py"


def test_what_lies_in_an_installed_package_was_installed_with_it(tmp_path: Path) -> None:
    install(tmp_path)
    touch(tmp_path, "acme/vendored/library/first.py", "acme/vendored/library/second.py")

    assert found(tmp_path, "second", "acme/vendored/library/first.py") is None


def test_folders_around_the_root_are_none_of_its_business(tmp_path: Path) -> None:
    touch(tmp_path, "root/package/__init__.py", "root/package/first.py", "root/package/second.py")
    modules = ProjectModules([tmp_path / "root"])

    assert modules.find("package.second", main(modules, tmp_path / "root/package/first.py")) is not None
    assert {Path(folder) for folder in modules.listings if not Path(folder).is_relative_to(tmp_path / "root")} == set()


def test_a_file_of_an_installed_package_outside_of_the_project_finds_its_neighbours_alike(tmp_path: Path) -> None:
    install(tmp_path / "packages")
    touch(tmp_path, "packages/acme/deep/__init__.py", "packages/acme/deep/first.py", "packages/acme/deep/second.py")
    modules = ProjectModules([tmp_path / "root"], site_packages=[tmp_path / "packages"])
    first = main(modules, tmp_path / "packages/acme/deep/first.py")

    assert first.searched_first == (str(tmp_path / "packages"),)
    assert [modules.find(name, first) for name in ("acme", "acme.tool", "acme.deep.second", "second")] == [None] * 4

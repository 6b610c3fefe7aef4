"""Finding plans: by name and by path, the mentor's own before the shipped ones."""

from pathlib import Path

import pytest

from mentorkit.errors import NotFoundError
from mentorkit.planfile import available, resolve, shipped_plans
from tests.planfile.bad_plans import ONE


def test_a_name_is_looked_for_in_the_own_folder_first(tmp_path: Path) -> None:
    assert resolve("default", tmp_path) == shipped_plans() / "default.yaml"
    (tmp_path / "default.yml").write_text(ONE)
    (tmp_path / ".hidden.yaml").touch()
    (tmp_path / "folder.yaml").mkdir()
    assert resolve("default", tmp_path) == tmp_path / "default.yml"
    assert ("default", tmp_path / "default.yml") in available(tmp_path)
    assert {name for name, _ in available(tmp_path)}.isdisjoint({".hidden", "folder"})


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    for given_ in ("./default", "a/b", "mine.yaml", "mine.yml"):
        assert resolve(given_, tmp_path) == Path(given_)


def test_an_unknown_name_is_told_with_the_nearest_and_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve("defualt", tmp_path / "none")
    assert caught.value.message == 'There is no plan "defualt".'
    assert caught.value.hint.startswith('Did you mean "default"? There are: code-review, default, ')


@pytest.mark.parametrize("name", ["", ".", "..", "*", "[", "a\0b"])
def test_a_name_that_is_none_is_not_found(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFoundError):
        resolve(name, tmp_path)

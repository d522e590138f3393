from contextlib import suppress

import pytest
from made_profiles import made

from farthing.errors import ConfigurationError
from farthing.lab.profile.folder import check_folder, profile_in, replaced
from farthing.lab.results.read import write


@pytest.fixture
def place(tmp_path):
    """A folder with an earlier profile and one of its files."""
    write(made({"a:b": 1.0}, 1.0, files={"flame.svg": ""}), tmp_path / "p" / "profile.json")
    (tmp_path / "p" / "flame.svg").write_text("old")
    return tmp_path / "p"


def test_an_earlier_profile_gives_way(place):
    with replaced(place) as stage:
        (stage / "new").write_text("new")
    assert [each.name for each in place.iterdir()] == ["new"]


def test_an_earlier_profile_stays_where_the_new_one_fails(place):
    with suppress(KeyError), replaced(place) as stage:
        (stage / "new").write_text("new")
        raise KeyError
    assert {each.name for each in place.iterdir()} == {"profile.json", "flame.svg"}
    assert list(place.parent.iterdir()) == [place]


def test_what_no_profile_wrote_is_not_lost(place):
    (place / "thesis.txt").write_text("years")
    with pytest.raises(ConfigurationError, match=r"thesis\.txt"):
        check_folder(place)


def test_another_folder_is_refused(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one").touch()
    with pytest.raises(ConfigurationError, match="is not empty and no profile"):
        check_folder(tmp_path / "letters")


def test_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="is a file"):
        check_folder(tmp_path / "file")


def test_the_folder_one_is_in_is_refused(place, monkeypatch):
    monkeypatch.chdir(place)
    with pytest.raises(ConfigurationError, match="is where you are"):
        check_folder(place)


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "empty").mkdir()
    with replaced(tmp_path / "empty") as stage:
        (stage / "new").touch()
    assert (tmp_path / "empty" / "new").is_file()


def test_a_profile_is_found_by_folder_and_by_file(place):
    assert profile_in(place) == profile_in(place / "profile.json")

"""A pull request has one comment on its speed, however often it is measured."""

from __future__ import annotations

from tools.comment import MARKER, WELL, call

OURS = {"id": "node-7", "body": f"{MARKER}\nc-D is slower"}
OTHER = {"id": "node-3", "body": "Nice."}


def test_a_first_finding_makes_the_comment() -> None:
    assert call("12", f"{MARKER}\nslower", [OTHER]) == [
        "pr", "comment", "12", "--body", f"{MARKER}\nslower",
    ]  # fmt: skip


def test_a_later_finding_changes_it_in_place() -> None:
    asked = call("12", f"{MARKER}\nslower still", [OTHER, OURS])
    assert asked is not None
    assert asked[:2] == ["api", "graphql"]
    assert "id=node-7" in asked
    assert f"body={MARKER}\nslower still" in asked


def test_where_all_is_well_nothing_is_said() -> None:
    assert call("12", "", [OTHER]) is None


def test_what_was_said_is_taken_back_when_all_is_well() -> None:
    asked = call("12", " \n", [OURS])
    assert asked is not None
    assert f"body={WELL}" in asked

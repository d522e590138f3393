"""The runner of documents runs what is marked so, and fails where a document is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from documents.blocks import Block, UnknownMark, blocks, commands
from documents.runner import BlockFailed, Runner

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner in an empty folder."""
    return Runner("page.md", tmp_path, {"GREETING": "hello"})


def page(info: str, text: str) -> str:
    """A document of one block."""
    return f"# A page\n\n```{info}\n{text}\n```\n"


def test_blocks_are_found_with_their_lines() -> None:
    document = page("python", "a = 1") + "- point:\n\n  ```console exact\n  $ ls\n  ```\n"
    assert blocks(document) == [
        Block("python", "", "a = 1\n", 4),
        Block("console", "exact", "$ ls\n", 9),
    ]


@pytest.mark.parametrize("info", ["", "sh", "bash", "Python", "python skip", "console maybe"])
def test_a_block_that_nobody_would_run_is_refused(info: str) -> None:
    with pytest.raises(UnknownMark, match="line 3"):
        blocks(page(info, "true"))


def test_a_block_that_is_never_closed_is_refused() -> None:
    with pytest.raises(UnknownMark, match="never closed"):
        blocks("```python\na = 1\n")


def test_commands_take_the_lines_after_them_as_output() -> None:
    block = Block("console", "", "$ echo a \\\n  b\na b\n$ true\n", 1)
    first, second = commands(block)
    assert (first.text, first.shown, first.line) == ("echo a \\\n  b", "a b\n", 1)
    assert (second.text, second.shown, second.line) == ("true", "", 4)


def test_a_console_block_without_a_command_is_refused() -> None:
    with pytest.raises(UnknownMark, match="line 4"):
        commands(blocks(page("console", "output alone"))[0])


def test_python_blocks_share_their_names(runner: Runner) -> None:
    ran = runner.run(page("python", "a = 20") + page("text", "b") + page("python", "c = a + 1"))
    assert ran == 2
    assert runner.names["c"] == 21


def test_a_python_error_names_the_line_of_the_document(runner: Runner) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        runner.run(page("python", "a = 0\n1 / a"))
    assert caught.traceback[-1].lineno + 1 == 5
    assert str(caught.traceback[-1].path).endswith("page.md")


def test_a_python_file_is_there_for_the_commands(runner: Runner) -> None:
    runner.run(
        page("python file=one.py", "print(1)") + page("console exact", "$ cat one.py\nprint(1)")
    )
    assert (runner.folder / "one.py").read_text() == "print(1)\n"


def test_a_session_is_compared(runner: Runner) -> None:
    runner.run(page("python", "a = 1") + page("python", ">>> a + 1\n2"))
    with pytest.raises(BlockFailed, match="Expected"):
        runner.run(page("python", ">>> a + 1\n3"))


def test_a_command_has_to_succeed(runner: Runner) -> None:
    runner.run(page("console", '$ test "$GREETING" = hello'))
    with pytest.raises(BlockFailed, match=r"page.md:4: \$ exit 3\nexit code 3"):
        runner.run(page("console", "$ exit 3"))


def test_a_command_that_should_fail_has_to_fail(runner: Runner) -> None:
    runner.run(page("console fails", "$ exit 3"))
    with pytest.raises(BlockFailed, match="exit code 0"):
        runner.run(page("console fails", "$ true"))


def test_output_is_compared_only_where_marked(runner: Runner) -> None:
    runner.run(page("console", "$ echo one\ntwo"))
    runner.run(page("console exact", "$ echo one two three\none ... three"))
    with pytest.raises(BlockFailed, match="expected:\ntwo\ngot:\none"):
        runner.run(page("console exact", "$ echo one\ntwo"))


def test_a_command_may_be_left_to_another_place_that_is_known(runner: Runner) -> None:
    runner.run(page("console elsewhere", "$ make check"))
    with pytest.raises(BlockFailed, match="run nowhere"):
        runner.run(page("console elsewhere", "$ farthing demo"))

"""Running a command of some room, with expected errors said in words instead of a traceback."""

from __future__ import annotations

import sys

from django.core.management import execute_from_command_line

from luoshi.kernel.errors import ExpectedError

from . import up


def run(arguments: list[str]) -> None:
    try:
        if arguments[:1] == ["up"]:
            up.main(arguments[1:])
        else:
            execute_from_command_line(["luoshi", *arguments])
    except ExpectedError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has gone (head, less): nothing is wrong.
        sys.stderr.close()
        sys.exit(0)

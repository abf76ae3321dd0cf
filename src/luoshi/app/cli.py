"""The command ``luoshi``: reading documents needs no database; everything else is a command of some room."""

import os
import sys


def main() -> None:
    arguments = sys.argv[1:]
    if arguments[:1] == ["read"]:
        from luoshi.policy.reader.cli import main as read

        sys.exit(read(arguments[1:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.app.settings")
    from luoshi.app.commands import run

    run(arguments)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""One command to run, one to test, one to fix formatting; needs nothing but Python and this folder.

python3 run.py [serve options]          make the environment, then serve; a new home opens on a sample company
python3 run.py --empty                  the same without the sample company
python3 run.py setup                    make the environment only
python3 run.py test [pytest arguments]  every check there is
python3 run.py test --quick             the checks without PostgreSQL and browser
python3 run.py postgres COMMAND…        run a command beside a throw-away PostgreSQL
python3 run.py fix                      format and mend what can be mended
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036  pyproject.toml cannot say this to someone who has only cloned.
    raise SystemExit(f"Regard needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: python3.11 run.py")

import os
import subprocess

from tools import checks, environment, postgres, system_parts


def serve(arguments: list[str]) -> int:
    """Make the environment and become the server."""
    environment.make()
    regard = str(environment.BIN / "regard")
    sample = [] if "--empty" in arguments else ["--sample"]
    options = [one for one in arguments if one != "--empty"]
    os.execv(regard, [regard, "serve", "--upgrade", *sample, *options])  # noqa: S606  The path is our own.


def setup(arguments: list[str]) -> int:
    """Make the environment and say where the command line is."""
    if arguments:
        raise SystemExit("setup takes no arguments.")
    environment.make()
    # An account that may not write here, such as a service's, finds the words of the pages compiled.
    words = "from regard.web.catalogs import compile_catalogs; compile_catalogs()"
    subprocess.run([environment.BIN / "python", "-c", words], cwd=environment.ROOT, check=True)
    print(f"The environment is ready. The command line: {environment.BIN.relative_to(environment.ROOT)}/regard")
    return 0


def test(arguments: list[str]) -> int:
    """Run every check; arguments other than --quick are pytest's."""
    is_quick = "--quick" in arguments
    environment.make(group="dev")
    system_parts.require(is_quick=is_quick)
    return checks.run(is_quick=is_quick, pytest_arguments=[one for one in arguments if one != "--quick"])


def with_postgres(arguments: list[str]) -> int:
    """Run a command of the environment with REGARD_TEST_DATABASE_URL naming a throw-away PostgreSQL."""
    if not arguments:
        raise SystemExit("Say what to run, for example: python3 run.py postgres pytest tests/record")
    environment.make(group="dev")
    with postgres.throw_away() as url:
        return subprocess.call(arguments, env=environment.variables(REGARD_TEST_DATABASE_URL=url))


def fix(arguments: list[str]) -> int:
    """Format, and mend what the linter can mend by itself."""
    environment.make(group="dev")
    ruff = str(environment.BIN / "ruff")
    where = arguments or ["."]
    mended = subprocess.call([ruff, "check", "--fix", *where], cwd=environment.ROOT)
    return subprocess.call([ruff, "format", *where], cwd=environment.ROOT) or mended


COMMANDS = {"serve": serve, "setup": setup, "test": test, "postgres": with_postgres, "fix": fix}


def main(arguments: list[str]) -> int:
    """Do what the first argument says; without one, serve."""
    if arguments[:1] in (["-h"], ["--help"], ["help"]):
        print(__doc__)
        return 0
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command:
        return command(arguments[1:])
    if arguments and not arguments[0].startswith("-"):
        known = ", ".join(COMMANDS)
        raise SystemExit(f"No command named {arguments[0]!r}. Known: {known}; without one, Regard is served.")
    return serve(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

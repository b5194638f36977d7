"""`regard`, and `python -m regard`: the command line."""

from regard.foundation.garbage import keep_all

keep_all()

from regard.cli import main

if __name__ == "__main__":
    main()

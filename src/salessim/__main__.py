"""`python -m salessim`: the command line, where its own command is not on the path."""

from salessim.cli import main

if __name__ == "__main__":
    main()

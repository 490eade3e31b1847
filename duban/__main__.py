"""`python -m duban`: how the supervisor starts its children, whatever the PATH is."""

from duban.cli import app

app()

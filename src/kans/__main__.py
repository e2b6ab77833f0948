"""`python -m kans` is the command line `kans`."""

from kans.site.cli import main

main()

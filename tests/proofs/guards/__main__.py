"""`python -m tests.proofs.guards` takes guards away and prints the list as it goes."""

from tests.proofs.guards.taking import main

raise SystemExit(main())

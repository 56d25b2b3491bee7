"""The `kweek` command."""

"""The virtual world: all of AWS that Kweek needs, in memory, on a clock that only it moves."""

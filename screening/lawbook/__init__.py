"""The law for the people who own it: packs read out, compared, tested by cases; no verdict hangs on any of it."""

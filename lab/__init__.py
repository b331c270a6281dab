"""Trains what claims rest on: runs, records, matched twins, benchmark. It knows VAEs, and no claim."""

"""Tests of the room that trains."""

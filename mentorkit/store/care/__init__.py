"""`doctor`: whether the store and what is beside it are sound, and a backup put back in its place."""

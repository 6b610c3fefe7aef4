"""`students forget`: what there is of somebody, all of it gone in one transaction, and the bytes searched afterwards."""

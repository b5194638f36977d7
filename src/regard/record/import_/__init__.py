"""Brings whole files into the record by recipe."""

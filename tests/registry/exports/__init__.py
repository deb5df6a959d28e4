"""Exports: lists, their files, and what a spreadsheet makes of them."""

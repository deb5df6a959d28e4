"""Exports: any list with its filters as a file: CSV, XLSX or lines of JSON, in bounded memory."""

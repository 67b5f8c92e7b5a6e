"""Shows findings: headline, tables, pages, pictures, files. Computes nothing."""

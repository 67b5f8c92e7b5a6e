"""What a comparison of variants shows: sentences, tables, a picture."""

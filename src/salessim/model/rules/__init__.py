"""What happens in the world, one handler an occurrence.

A handler is called at an instant with the row of what it happens to. It changes tables, hands what
was to a recorder (`record`), and posts what follows. Nothing here knows who drives it.
"""

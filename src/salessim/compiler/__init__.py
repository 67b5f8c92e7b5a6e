"""Compiling rules: which functions are compiled, how, and where the machine code is kept.

A rule is a plain Python function, and stays one when it is called from Python. `program.Program`
compiles an entry together with all marked functions that it reaches, keeps the machine code on
disk, and calls it by its address. numba is imported only where something is compiled (`linking`,
`lowering`): whoever finds the machine code on disk does without it.
"""

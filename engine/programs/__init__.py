"""Graphs as programs of plain Python. Read it in this order:

wording.py     how Python writes the function of a row
writing.py     how it writes the values of a graph, and their partials
layout.py      statements as functions, long ones in parts
source.py      `to_source`: both passes as a page to read
gathering.py   the backward pass with one expression for each grad
tracing.py     what a function does with numbers, and what that hangs on
arguments.py   numbers in nested lists
loading.py     source into functions that debuggers find
compiled.py    `compile`: a function and its gradient
magnitudes.py  how large numbers can become
layers.py      big layers in a program
looping.py     the text of a loop over examples
batches.py     `compile_batch`: a batch of training
parts.py       `compile_part`: forward, and backward when its turn has come; `compile_pass`
"""

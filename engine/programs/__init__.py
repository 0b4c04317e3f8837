"""Graphs as programs of plain Python, and of C and JavaScript. Read it in this order:

function_source.py  how Python writes the function of a row
writer.py           how it writes the values of a graph, and their partials
statements.py       statements laid out as functions, long ones in parts
declarations.py     where variables are declared
translation.py      the same text in another language, statement by statement
c_words.py          the words of C
c_expressions.py    expressions in C
to_c.py             how C is written
javascript_words.py the words of JavaScript
to_javascript.py    how JavaScript is written
to_source.py        `to_source`: both passes as a page to read
reverse_pass.py     the backward pass with one expression for each grad
watched.py          data that knows where it was read
trace.py            what a function does with numbers, and what that depends on
sample.py           `sample`: random numbers in a compiled function
arguments.py        numbers in nested lists
c_compiler.py       the system's C compiler, and what it has made
in_c.py             Python programs that run in C
load.py             source into functions that debuggers find
surroundings.py     what a function depends on besides its arguments
compile.py          `compile`: a function and its gradient
bounds.py           how large numbers can become
big_layers.py       big layers in a program
loop.py             the text of a loop over examples
compile_batch.py    `compile_batch`: a batch of training
part_in_c.py        a part of a computation in C
compile_part.py     `compile_part`: forward, and backward when its turn has come
compile_pass.py     `compile_pass`: both at once, into the grads of leaves
update_source.py    the step of an optimizer as a function of lists
compile_descent.py  `compile_descent`: whole steps of training in C
"""

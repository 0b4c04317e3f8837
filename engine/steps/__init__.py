"""Backpropagation step by step, in words and formulas. Read it in this order:

backward_steps.py  both passes as lists of events
order.py           the values of a graph, in order
names.py           the names of values
paths.py           the paths between two values
ledger.py          what made a grad
tree.py            a graph as text
formula.py         ops and partials as formulas
notation.py        how these are written: text, LaTeX, MathML, source
explain.py         both passes in formulas
staleness.py       whether data have changed since a graph was computed
mistakes.py        the mistakes behind wrong answers
nudge.py           a derivative as the change that follows a change
"""

"""More ways to a derivative. Read it in this order:

grad.py       derivatives as graphs, to any order
jacobian.py   those of several outputs
hessian.py    second derivatives
jvp.py        forward mode, by dual numbers
gradcheck.py  derivatives against finite differences
expand.py     a graph with its sums and dot products spelled out
"""

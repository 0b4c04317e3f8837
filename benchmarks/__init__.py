"""Side-by-side measurements: `python -m benchmarks` prints one table (see README.md).

workloads.py   what is measured, one line of the table each
training.py    the training step of micrograd's demo notebook
microgpt.py    the training step of microgpt
chain.py       long chains of additions: time, memory, garbage
imports.py     the time of an import
job.py         a measurement in a process of its own
__main__.py    the rounds, and the table
"""

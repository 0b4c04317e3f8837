"""Side-by-side measurements: `python -m benchmarks` prints one table (see README.md).

workloads.py   what is measured, one line of the table each
tasks.py       what is learnt: networks, losses, examples
scalars.py     contestants: micrograd's lines, on several kinds of Value
microgpt.py    one of these, and the training step of a GPT on it
networks.py    contestants: our networks, eager and compiled
arrays.py      contestants: HIPS autograd and PyTorch
symbols.py     contestants: CasADi
training.py    training steps on one clock
random_graph.py  a large random graph
chain.py       long chains of additions: time, memory, garbage
pictures.py    pictures
imports.py     the time of an import
job.py         a measurement in a process of its own
__main__.py    the rounds, and the table
chart.py       the chart
"""

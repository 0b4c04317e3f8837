"""What surrounds the training loop of train.py. Read it in this order:

run.py           a run: what it works with, and how far it has come
requirements.py  what is checked before it starts
evaluation.py    what a model gives when it is not being trained
compiled.py      its passes as programs of plain Python
pieces.py        the gradient of a batch in pieces, by an executor
history.py       what it recorded
progress.py      what comes between two epochs, and how it is seen and stopped
checkpoint.py    what it needs to go on
"""

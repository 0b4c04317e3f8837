"""What is wrong with an engine that someone wrote. Read it in this order:

diagnose.py     `diagnose`
report.py       the `Diagnosis` that it gives
subject.py      the engine under examination
slips.py        each op, its wrong partials, and the slips behind them
experiments.py  the graphs that show what is wrong beyond single ops
course.py       which comes when
"""

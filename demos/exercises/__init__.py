"""Exercises that grade themselves: `python -m demos.exercises`. The README says how to use them.

01_add.py ... 13_train_without_fit.py    the exercises; solutions/ has them solved

questions.py    what an exercise asks
checks/         the questions of each, with the right answers
runner.py       runs a submission in a process of its own
process.py      starts such processes, waits, and stops them
comparison.py   answers beside the right ones
mistakes.py     what to say about known mistakes
grading.py      grades
reports.py      grades in words, for Gradescope, and as a table
command.py      the command line
"""

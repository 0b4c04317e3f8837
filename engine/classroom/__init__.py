"""What a class works with. Read it in this order:

answers.py     answers of learners, read as numbers
quiz.py        the backward pass as a quiz
worksheet.py   exercises on paper
console.py     what is written to a terminal, a file or a pipe
expression.py  expressions read into graphs

What is wrong with an engine that someone wrote: diagnosis/, which has a reading order of its own.
"""

"""The first gradient: a * b + c, and how y changes when one of them does."""

from pathlib import Path

from engine import Value, draw

a, b, c = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c")
y = a * b + c
y.label = "y"
y.backward()
print("dy/da =", a.grad)
print("dy/db =", b.grad)
print("dy/dc =", c.grad)

Path("runs").mkdir(exist_ok=True)
print("drawn in", draw(y).save("runs/first_gradient.svg"))

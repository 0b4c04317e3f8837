"""Pictures of graphs and of models. Read it in this order:

draw.py         `draw`, and the `Drawing` that it gives
places.py       where in its model a value belongs
folds.py        which values are drawn one by one, and which are folded
scene.py        what is on the picture: nodes and edges, their text and their weight
model_scene.py  the scene of a model: circles and lines
palette.py      the colours and what they mean
dot.py          a scene in the language of Graphviz
renderers.py    the programs that understand it
text_width.py   how wide a text is
layout.py       the built-in layout, where there is no such program
svg.py          a scene as SVG
page_events.py  the events of both passes on a picture
page.py         the page in which it is looked at and stepped through (with page.css and page.js)
doctor.py       what of all this works on this machine
"""

"""Pictures of graphs and of models. Read it in this order:

draw.py         `draw`, and the `Drawing` that it gives
places.py       where in its model a value belongs
view.py         what is drawn for each value: itself, or a node that stands for many
examples.py     one of many examples
folds.py        which values are drawn one by one, and which are folded
parts.py        a part of a graph, and the inside of a folded node
input_order.py  the order in which the inputs of an op are drawn
arrivals.py     what a backward pass has added to each grad
words.py        how values, ops and paths are written
scene.py        what is on the picture: nodes and edges, their text and their weight
model_scene.py  the scene of a model: circles and lines
palette.py      the colours and what they mean
dot.py          a scene in the language of Graphviz
pdf.py          PDF of an SVG
renderers.py    the programs that understand it
text_width.py   how wide a text is
layout.py       the built-in layout, for networks and where there is no such program
svg.py          a scene as SVG
tikz.py         the same for LaTeX
page_events.py  the events of both passes on a picture
page.py         the page in which it is looked at and stepped through, with page.css, page.js (its steps),
                page_view.js (zoom, pan and search), page_answers.js and page_keys.js
frames.py       its steps as pictures, and as a film
mime_bundle.py  what a notebook shows of a value or a model
doctor.py       what of all this works on this machine
"""

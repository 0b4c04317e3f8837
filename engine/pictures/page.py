"""The page in which a picture is looked at and stepped through: one file that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from engine.pictures.page_events import Event, Subgraph
from engine.pictures.scene import Scene
from engine.steps.mistakes import HINTS

HERE = Path(__file__).parent
LISTED_STEPS = 400  # steps at most that are also listed on the page, for print and for those who prefer to read
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)

CONTROLS = """\
<section id="lesson" aria-label="Steps">
<p id="where"><span id="pass"></span> <span id="count"></span>
<button id="leave" hidden>Back to the whole graph</button></p>
<div id="step" aria-live="polite">
<p id="rule"></p>
<p id="numbers"></p>
<p id="outcome"></p>
</div>
<form id="question" hidden>
<label for="answer" id="asked"></label>
<input id="answer" autocomplete="off" spellcheck="false" inputmode="text" placeholder="a number, or 2*3">
<button>Check</button> <button type="button" id="tell">Show it</button>
<p id="verdict" aria-live="assertive"></p>
</form>
<div id="controls" role="group" aria-label="Controls">
<button id="first" title="Back to the start (Home)">|←<span> Start</span></button>
<button id="back" title="One step back (left arrow)">←<span> Back</span></button>
<button id="play" title="Play and pause (space)" aria-pressed="false">▶<span> Play</span></button>
<button id="forth" title="One step forward (right arrow)">→<span> Step</span></button>
<button id="last" title="To the end (End)">→|<span> End</span></button>
<label>Time <input id="time" type="range" min="0" value="0"></label>
<label><input id="predict" type="checkbox"> Predict <kbd>p</kbd></label>
</div>
<div id="history" aria-live="polite"><p>Hover over a value, or move to it with Tab, to see its history.</p></div>
</section>
"""


def page(subgraphs: Sequence[Subgraph], pictures: Sequence[str], nudges: Iterable[str]) -> str:
    """The page of a graph: its picture, the steps of both passes on it, and the pictures of what is folded in it."""
    scene = subgraphs[0].scene
    titles = [scene.title, *[f"{scene.title}, inside of {name}" for name in names_of_expandable(subgraphs[0])]]
    several = [
        {
            "events": subgraph.events,
            "expandable": subgraph.expandable,
            "title": titles[i],
            **({"svg": picture} if i else {}),
        }
        for i, (subgraph, picture) in enumerate(zip(subgraphs, pictures))
    ]
    felt = "".join(f"<li>{escape(sentence)}</li>\n" for sentence in nudges)
    parts = [
        f"<figure>{pictures[0]}</figure>\n",
        CONTROLS
        if subgraphs[0].events
        else "<p>Data has changed since the forward pass: there is nothing to step.</p>\n",
        f"<details><summary>All steps</summary>\n<ol>\n{step_items(subgraphs[0].events)}</ol>\n</details>\n",
        table(scene),
        f"<details><summary>What a derivative means</summary>\n<ul>\n{felt}</ul>\n</details>\n" if felt else "",
    ]
    script = (HERE / "page.js").read_text(encoding="utf-8")
    data = json.dumps({"subgraphs": several, "hints": HINTS}, separators=(",", ":")).replace("<", "\\u003c")
    parts.append(f'<script type="application/json" id="data">{data}</script>\n<script>\n{script}</script>\n')
    return document(scene, "".join(parts))


def names_of_expandable(first: Subgraph) -> list[str]:
    """What is inside of each subgraph but the first."""
    labels = {node.id: ".".join([*node.place, node.lines[0].text]) for node in first.scene.nodes}
    return [labels[id] for id, _ in sorted(first.expandable.items(), key=lambda item: item[1])]


def static_page(scene: Scene, svg: str) -> str:
    """The page of a picture that has no steps."""
    return document(scene, f"<figure>{svg}</figure>\n{table(scene)}")


def document(scene: Scene, body: str) -> str:
    title = escape(scene.title)
    css = (HERE / "page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{css}</style>\n</head>\n"
        f'<body class="chainrule">\n<main>\n<h1 id="title">{title}</h1>\n'
        f"{body}</main>\n</body>\n</html>\n"
    )


def step_items(events: Sequence[Event]) -> str:
    """The steps as items of a list."""
    items = [f"<li>{escape(in_words(event))}</li>\n" for event in events[:LISTED_STEPS]]
    if len(events) > LISTED_STEPS:
        items.append(f"<li>… and {len(events) - LISTED_STEPS:,} more</li>\n")
    return "".join(items)


def in_words(event: Event) -> str:
    """A step as the list for print and screen readers has it."""
    if "count" in event:
        return f"{event['pass']}: {event['count']:,} steps of what is folded"
    if not event["numbers"]:
        return f"{event['target']} = {event['result']}"
    made = f", which makes {event['after']}" if "after" in event else ""
    return (
        f"{event['target']} {event['sign']} {event['rule']} = {event['numbers']} = {event['result']}{made}{event['at']}"
    )


def table(scene: Scene) -> str:
    """The values with their exact numbers."""
    if not scene.table:
        return f"<p>{escape(scene.description)}</p>\n"
    head, *rows = scene.table
    cells = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    return (
        "<details><summary>All numbers, in full</summary>\n<div class='wide'><table>\n"
        f"<thead><tr>{cells}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n</details>\n"
    )

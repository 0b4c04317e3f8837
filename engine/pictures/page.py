"""The page in which a picture is looked at and stepped through: one file that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from engine.pictures.page_events import Event, Subgraph
from engine.pictures.palette import style, themes
from engine.pictures.scene import Scene
from engine.pictures.view import counted
from engine.steps.mistakes import HINTS

HERE = Path(__file__).parent
LISTED_STEPS = 100  # steps at most that are also listed on the page, for print and for those who prefer to read
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)

SCRIPTS = ("page.js", "page_view.js", "page_answers.js", "page_keys.js")
HEAD = """\
<div id="tools">
<label class="quiet" for="find">Find a value by its name</label>
<input id="find" type="search" placeholder="Find a value (/)" autocomplete="off" spellcheck="false">
<button id="farther" title="Zoom out (-)" aria-label="Zoom out">−</button>
<button id="closer" title="Zoom in (+)" aria-label="Zoom in">+</button>
<button id="whole" title="As much as can be read (0)" aria-label="Fit">⤢</button>
<span id="found" role="status"></span>
</div>
"""
CONTROLS = """\
<section id="lesson" aria-label="Steps">
<p id="where"><span id="pass"></span> <span id="count"></span>
<button id="leave" hidden></button></p>
<div id="now">
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
</div>
<div id="history" tabindex="0" role="region" aria-label="History">
<p>Hover over a value, or move to it with Tab, to see its history.</p></div>
<div id="controls" role="group" aria-label="Controls">
<button id="first" aria-label="Start" title="Back to the start (Home)">|←<span> Start</span></button>
<button id="back" aria-label="Back" title="One step back (left arrow)">←<span> Back</span></button>
<button id="play" aria-label="Play" title="Play and pause (space)" aria-pressed="false">▶<span> Play</span></button>
<button id="forth" aria-label="Step" title="One step forward (right arrow)">→<span> Step</span></button>
<button id="last" aria-label="End" title="To the end (End)">→|<span> End</span></button>
<label>Time <input id="time" type="range" min="0" value="0"></label>
<label><input id="predict" type="checkbox"> Predict <kbd>p</kbd></label>
</div>
</section>
"""


def page(subgraphs: Sequence[Subgraph], nudges: Iterable[str]) -> str:
    """The page of a graph: its picture, the steps of both passes on it, and the pictures of what is folded in it."""
    first = subgraphs[0]
    if not first.events:
        said = "<p>Data has changed since the forward pass: there is nothing to step.</p>\n"
        return static_page(first.scene, first.svg, said)
    several = [
        {
            "events": subgraph.events,
            "expandable": subgraph.expandable,
            "title": subgraph.scene.title,
            **({"name": subgraph.name, "parent": subgraph.parent} if i else {}),
        }
        for i, subgraph in enumerate(subgraphs)
    ]
    felt = "".join(f"<li>{escape(sentence)}</li>\n" for sentence in nudges)
    parts = [
        f'<div id="stage">\n<div id="head"><h1 id="title">{escape(first.scene.title)}</h1>\n{HEAD}</div>\n',
        figure(first.scene, first.svg),
        CONTROLS + "</div>\n",
        "".join(f'<p class="note">{escape(note)}</p>\n' for note in first.scene.notes),
        f"<details><summary>All steps</summary>\n<ol>\n{step_items(first.events)}</ol>\n</details>\n",
        table(first.scene),
        f"<details><summary>What a derivative means</summary>\n<ul>\n{felt}</ul>\n</details>\n" if felt else "",
    ]
    parts += [f'<template id="inside{i}">{subgraphs[i].svg}</template>\n' for i in range(1, len(subgraphs))]
    script = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    data = json.dumps({"subgraphs": several, "hints": list(HINTS.values())}, separators=(",", ":")).replace(
        "<", "\\u003c"
    )
    parts.append(f'<script type="application/json" id="data">{data}</script>\n<script>\n{script}</script>\n')
    return document(first.scene, "".join(parts))


def figure(scene: Scene, svg: str) -> str:
    """The picture, and what its colours mean."""
    words = "".join(f'<span class="{line.role}">{escape(line.text)}</span> ' for line in scene.legend)
    overview = '<div id="overview" aria-hidden="true" hidden></div>'
    return f'<figure>{svg}{overview}</figure>\n<p id="legend">{words}</p>\n'


def static_page(scene: Scene, svg: str, said: str = "") -> str:
    """The page of a picture that has no steps; what is said of it stands below."""
    title = f'<h1 id="title">{escape(scene.title)}</h1>\n'
    return document(scene, f"{title}<figure>{svg}</figure>\n{said}{table(scene)}")


def document(scene: Scene, body: str) -> str:
    title = escape(scene.title)
    css = style() + themes() + (HERE / "page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{css}</style>\n</head>\n"
        f'<body class="chainrule">\n<main>\n{body}</main>\n</body>\n</html>\n'
    )


def framed(page: str, title: str) -> str:
    """A page as a part of a notebook: it can reach nothing there, but is told the colour of the letters around it."""
    told = "this.contentWindow.postMessage(getComputedStyle(this).color, '*')"
    return (
        f'<iframe sandbox="allow-scripts" srcdoc="{escape(page)}" title="{escape(title)}" onload="{told}" '
        'style="display: block; width: 100%; height: min(40rem, 85vh); border: 0"></iframe>'
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
        return f"{event['pass']}: {counted(event['count'], 'step')} of {event['title']}"
    at = event.get("at", "")
    if "numbers" not in event:
        return f"{event['target']} = {event['result']}{at}"
    made = f", which makes {event['after']}" if "after" in event else ""
    return f"{event['target']} {event['sign']} {event['rule']} = {event['numbers']} = {event['result']}{made}{at}"


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

// Plays the events of both passes on the picture. Everything shown comes from the data in the page (page_events.py):
// this script computes nothing but what an answer that somebody types in is worth.
"use strict";

const $ = (id) => document.getElementById(id);
const { subgraphs, hints } = JSON.parse($("data").textContent);
const firstPicture = document.querySelector("figure svg");
const PACE = 1200; // milliseconds between steps while it plays

let subgraph = subgraphs[0];
let done = 0; // how many events of the open level have happened
let asking = false; // whether the next event is hidden until it is answered
let timer = null;

// ---- the state of the picture after some events ----------------------------------------------------------------------

// What each node shows, and which edges have been passed, after the first `count` events.
function stateAfter(count) {
  const nodes = new Map(), edges = new Set(), computed = new Set();
  let backward = false;
  for (const event of subgraph.events.slice(0, count)) {
    backward ||= event.pass === "backward";
    const arrivals = event.count ? event.arrivals : [[event.nodes[0], event.result, event.after]];
    for (const [id, result, after] of arrivals) {
      const node = nodes.get(id) ?? { arrivals: [] };
      nodes.set(id, node);
      if (event.pass === "forward") {
        node.data = result;
        computed.add(id);
      } else {
        node.arrivals.push(result);
        node.grad = after;
      }
    }
    if (event.pass === "backward") event.edges?.forEach((edge) => edges.add(edge));
  }
  return { nodes, edges, computed, backward };
}

// A grad as its node shows it: few contributions are spelled out as a sum.
function gradText(node, backward) {
  if (!backward) return "–";
  if (!node || node.grad === undefined) return "0";
  const several = node.arrivals.length;
  const terms = node.arrivals.map((term, i) => (i && term.startsWith("-") ? `(${term})` : term));
  return several > 1 && several <= 3 ? `${terms.join(" + ")} = ${node.grad}` : node.grad;
}

// ---- showing it ------------------------------------------------------------------------------------------------------

function show() {
  const state = stateAfter(done);
  const now = asking ? subgraph.events[done] : subgraph.events[done - 1];
  for (const element of document.querySelectorAll("figure .node")) {
    const node = state.nodes.get(element.id);
    const data = element.querySelector(".data"), grad = element.querySelector(".grad");
    if (data && element.classList.contains("value")) {
      write(data, `data ${state.computed.has(element.id) ? node.data : "–"}`);
    }
    if (element.classList.contains("group")) grad?.classList.toggle("unseen", done < subgraph.events.length);
    else if (grad) write(grad, `grad ${gradText(node, state.backward)}`);
    element.classList.toggle("lit", Boolean(now?.nodes.includes(element.id)));
  }
  for (const element of document.querySelectorAll("figure .edge")) {
    element.querySelector(".grad")?.classList.toggle("unseen", !state.edges.has(element.id));
    element.querySelector(".data")?.classList.toggle("unseen", !state.computed.has(headOf(element.id)));
    element.classList.toggle("future", !state.edges.has(element.id));
    const lit = Boolean(now?.edges?.includes(element.id));
    element.classList.toggle("lit", lit);
    element.classList.toggle("forward", lit && now.pass === "forward");
    element.classList.toggle("backward", lit && now.pass === "backward");
  }
  tell(now);
  document.body.classList.toggle("asking", asking);
  document.body.classList.toggle("inside", subgraph !== subgraphs[0]);
  $("count").textContent = `step ${done} of ${subgraph.events.length}`;
  $("time").max = subgraph.events.length;
  $("time").value = done;
  $("first").disabled = $("back").disabled = done === 0 && !asking;
  $("forth").disabled = $("last").disabled = done === subgraph.events.length;
  $("leave").hidden = subgraph === subgraphs[0];
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Edges are called `e<node>.<index>`; those between folded nodes lead to a node that needs no computing.
function headOf(edge) {
  return edge.slice(1, edge.lastIndexOf("."));
}

// The event at hand in symbols, with its numbers, and what comes of it.
function tell(event) {
  const name = event?.pass ?? "forward";
  $("pass").textContent = `${name} pass`;
  $("pass").className = name;
  $("question").hidden = !asking;
  if (!event) {
    $("rule").textContent = "The leaves hold their data. Press the right arrow to compute the rest.";
    $("numbers").textContent = $("outcome").textContent = "";
  } else if (event.count) {
    $("rule").textContent = `${event.count} ${event.count === 1 ? "step" : "steps"} of what is folded`;
    $("numbers").textContent = event.nodes.some((id) => subgraph.expandable[id]) ? "Click on a folded node, or press Enter on it, to see inside." : "";
    const added = event.arrivals.length;
    $("outcome").textContent = added ? `${added} of them ${added === 1 ? "adds" : "add"} to grads that are shown` : "";
  } else {
    $("rule").textContent = `${event.target} ${event.sign} ${event.rule}`;
    $("numbers").textContent = asking || !event.numbers ? "" : `= ${event.numbers} = ${event.result}`;
    const before = event.before === "0" ? "" : `: ${event.before} + ${event.result} = ${event.after}`;
    $("outcome").textContent = asking || !event.after ? "" : `${event.target} is now ${event.after}${before}${event.at}`;
    if (asking) {
      const sofar = event.before && event.before !== "0" ? ` (it is ${event.before} so far)` : "";
      $("asked").textContent = event.after ? `What is ${event.target} after this step?${sofar} ` : `What is ${event.target}? `;
    }
  }
}

function sentence(event) {
  return `${event.target} ${event.sign} ${event.rule}${event.numbers ? ` = ${event.numbers} = ${event.result}` : ""}`;
}

// What has happened to a value so far.
function history(id) {
  const label = document.getElementById(id)?.getAttribute("aria-label") ?? "";
  const items = subgraph.events.slice(0, done).flatMap((event) => {
    if (event.count) return event.arrivals.filter(([input]) => input === id).map(([, result]) => `${label}.grad += ${result}, from what is folded`);
    return event.nodes.includes(id) ? [sentence(event)] : [];
  });
  const list = document.createElement("ul");
  list.append(...items.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  const title = Object.assign(document.createElement("p"), { textContent: `History of ${label}${items.length ? "" : ": nothing yet"}` });
  $("history").replaceChildren(title, list);
}

// ---- moving ----------------------------------------------------------------------------------------------------------

function go(count) {
  done = Math.max(0, Math.min(subgraph.events.length, count));
  asking = false;
  show();
}

function stepForth() {
  if (asking) return $("answer").focus();
  if (done === subgraph.events.length) return pause();
  const event = subgraph.events[done];
  if ($("predict").checked && event.mistakes && event.numbers) {
    pause();
    asking = true;
    $("answer").value = "";
    $("verdict").textContent = "";
    show();
    $("answer").focus();
  } else {
    go(done + 1);
  }
}

function stepBack() {
  go(asking ? done : done - 1);
}

function pause() {
  clearInterval(timer);
  timer = null;
  $("play").setAttribute("aria-pressed", "false");
  $("play").querySelector("span").textContent = " Play";
}

function play() {
  if (timer) return pause();
  if (done === subgraph.events.length) go(0);
  timer = setInterval(stepForth, PACE);
  $("play").setAttribute("aria-pressed", "true");
  $("play").querySelector("span").textContent = " Pause";
  stepForth();
}

function enter(index) {
  pause();
  subgraph = subgraphs[index];
  const picture = index ? new DOMParser().parseFromString(subgraph.svg, "image/svg+xml").documentElement : firstPicture;
  document.querySelector("figure").replaceChildren(picture);
  prepare();
  $("title").textContent = subgraph.title;
  $("history").replaceChildren();
  go(0);
  (index ? $("leave") : $("forth")).focus();
}

// ---- answers ---------------------------------------------------------------------------------------------------------

// The number that an answer stands for: -0.5, 1/3, 2*3 + 1; NaN if it is none.
function numberIn(text) {
  const tokens = text.replaceAll("−", "-").replaceAll("×", "*").replaceAll("^", "**")
    .match(/\*\*|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf|nan|[-+*/()]|\S/gi) ?? [];
  let at = 0;
  const taken = (...signs) => (signs.includes(tokens[at]) ? tokens[at++] : null);
  function sum() {
    let total = product();
    for (let sign; (sign = taken("+", "-")); ) total += sign === "+" ? product() : -product();
    return total;
  }
  function product() {
    let total = factor();
    for (let sign; (sign = taken("*", "/")); ) sign === "*" ? (total *= factor()) : (total /= factor());
    return total;
  }
  function factor() {
    const sign = taken("+", "-");
    if (sign) return sign === "-" ? -factor() : factor();
    const base = atom();
    return taken("**") ? base ** factor() : base;
  }
  function atom() {
    if (taken("(")) {
      const inside = sum();
      if (!taken(")")) at = Infinity;
      return inside;
    }
    const token = (tokens[at++] ?? "").toLowerCase();
    return token === "inf" ? Infinity : /^[\d.]/.test(token) ? Number(token) : NaN;
  }
  const number = sum();
  return at === tokens.length ? number : NaN;
}

// Whether an answer is right, as far as four digits go: the same rule as in answers.py.
function isRight(answer, truth) {
  return answer === truth || (Number.isFinite(truth) && Math.abs(answer - truth) <= Math.max(1e-3 * Math.abs(truth), 1e-12));
}

function check(text) {
  const event = subgraph.events[done];
  const truth = Number(event.answer === "inf" ? Infinity : event.answer === "-inf" ? -Infinity : event.answer);
  const answer = numberIn(text);
  if (Number.isNaN(truth) ? text.trim().toLowerCase() === "nan" : isRight(answer, truth)) {
    $("forth").focus();
    go(done + 1);
    $("outcome").textContent = `Right. ${$("outcome").textContent}`;
  } else if (Number.isNaN(answer)) {
    $("verdict").textContent = "That is not a number; write one, such as -0.5, 1/3 or 2*3 + 1.";
  } else {
    const mistake = Object.keys(event.mistakes).find((name) => isRight(answer, Number(event.mistakes[name])));
    $("verdict").textContent = mistake ? `Not quite: ${hints[mistake]}.` : "Not quite.";
  }
}

// ---- wiring ----------------------------------------------------------------------------------------------------------

// Let every node of the picture be reached with the keyboard, and tell its history; folded ones are expandable.
function prepare() {
  for (const element of document.querySelectorAll("figure .node:not(.constant)")) {
    const index = subgraph.expandable[element.id];
    const name = element.querySelector("title")?.textContent || element.querySelector("text").textContent;
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", index ? "button" : "img");
    element.setAttribute("aria-label", index ? `${name}: open` : name);
    element.addEventListener("mouseenter", () => history(element.id));
    element.addEventListener("focus", () => history(element.id));
    if (index) {
      element.classList.add("expandable");
      element.addEventListener("click", () => enter(index));
      element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        enter(index);
      });
    }
  }
  document.querySelector("figure svg").setAttribute("role", "group");
}

const KEYS = {
  ArrowRight: stepForth, ArrowLeft: stepBack, Home: () => go(0), End: () => go(subgraph.events.length), " ": play,
  p: () => $("predict").click(), Escape: () => (asking ? go(done) : subgraph !== subgraphs[0] && enter(0)),
};

if ($("lesson")) {
  $("first").addEventListener("click", KEYS.Home);
  $("back").addEventListener("click", stepBack);
  $("play").addEventListener("click", play);
  $("forth").addEventListener("click", stepForth);
  $("last").addEventListener("click", KEYS.End);
  $("time").addEventListener("input", () => { pause(); go(Number($("time").value)); });
  $("leave").addEventListener("click", () => enter(0));
  $("tell").addEventListener("click", () => { $("forth").focus(); go(done + 1); });
  $("question").addEventListener("submit", (event) => { event.preventDefault(); check($("answer").value); });
  document.addEventListener("keydown", (event) => {
    const typing = event.target === $("answer") && event.key !== "Escape" && !(event.key.startsWith("Arrow") && !$("answer").value);
    const pressing = event.key === " " && ["BUTTON", "INPUT", "SUMMARY"].includes(event.target.tagName);
    const known = KEYS[event.key];
    if (!known || typing || pressing || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (event.key !== " ") pause();
    known();
  });
  let before = null; // what was on the screen before it is printed
  window.addEventListener("beforeprint", () => {
    const all = [...document.querySelectorAll("details")];
    before = { done, open: all.map((details) => details.open) };
    go(subgraph.events.length);
    all.forEach((details) => { details.open = true; });
    document.querySelectorAll(".lit").forEach((element) => element.classList.remove("lit", "forward", "backward"));
  });
  window.addEventListener("afterprint", () => {
    if (!before) return;
    document.querySelectorAll("details").forEach((details, i) => { details.open = before.open[i]; });
    go(before.done);
  });
  prepare();
  show();
}

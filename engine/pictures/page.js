// Plays the events of both passes on the picture. Everything shown comes from the data in the page (page_events.py):
// the scripts compute nothing but what an answer that somebody types in is worth.
"use strict";

const $ = (id) => document.getElementById(id);
const { subgraphs, hints } = JSON.parse($("data").textContent);
const PACE = 1200; // milliseconds between steps while it plays

let subgraph = subgraphs[0];
let done = 0; // how many events of the open level have happened
let come = 0; // how many single steps that is, on whatever picture
let asking = false; // whether the next event is hidden until it is answered
let timer = null;

// ---- the state of the picture after some events ----------------------------------------------------------------------

// What each node shows, and which edges have been passed, after the first `count` events.
function stateAfter(count) {
  const nodes = new Map(), edges = new Set(), computed = new Set();
  let backward = false;
  for (const event of subgraph.events.slice(0, count)) {
    backward ||= event.pass === "backward";
    const [id] = event.nodes, one = [id, event.result, event.after];
    for (const [id, data] of event.shows ?? (event.pass === "forward" && !event.count ? [one] : [])) {
      nodes.set(id, { data, arrivals: [] });
      computed.add(id);
    }
    for (const [id, result, after] of event.arrivals ?? (event.pass === "backward" && !event.count ? [one] : [])) {
      const node = nodes.get(id) ?? { arrivals: [] };
      nodes.set(id, node);
      node.arrivals.push(result);
      node.grad = after;
    }
    if (event.pass === "backward") event.edges?.forEach((edge) => edges.add(edge));
  }
  return { nodes, edges, computed, backward };
}

// A grad as its node shows it: as a sum of contributions, where there is room for all of them.
function gradText(node, backward, spelled) {
  if (!backward) return "–";
  if (!node || node.grad === undefined) return "0";
  const several = node.arrivals.length;
  const terms = node.arrivals.map((term, i) => (i && term.startsWith("-") ? `(${term})` : term));
  return several > 1 && spelled ? `${terms.join(" + ")} = ${node.grad}` : node.grad;
}

// ---- showing it ------------------------------------------------------------------------------------------------------

function show() {
  const state = stateAfter(done);
  const now = asking ? subgraph.events[done] : subgraph.events[done - 1];
  for (const element of picture.querySelectorAll(".node")) showNode(element, state, now);
  for (const element of picture.querySelectorAll(".edge")) showEdge(element, state, now);
  tell(now);
  settle();
  lightOverview(now?.nodes ?? [], now?.pass);
  if (now) keepInView([...now.nodes, ...(now.edges ?? [])]);
  dodge();
  document.body.classList.toggle("asking", asking);
  document.body.classList.toggle("inside", subgraph !== subgraphs[0]);
  const count = `step ${done} of ${subgraph.events.length}`;
  $("count").textContent = count;
  $("time").max = subgraph.events.length;
  $("time").value = done;
  $("time").setAttribute("aria-valuetext", now && !asking ? `${count}: ${$("rule").textContent}` : count);
  $("first").disabled = $("back").disabled = done === 0 && !asking;
  $("forth").disabled = $("last").disabled = done === subgraph.events.length;
  $("leave").hidden = subgraph === subgraphs[0];
  remember();
}

function showNode(element, state, now) {
  const node = state.nodes.get(element.id);
  const data = element.querySelector(".data"), grad = element.querySelector(".grad");
  if (data && !element.matches(".leaf, .input")) write(data, `data ${state.computed.has(element.id) ? node.data : "–"}`);
  if (grad && !grad.textContent.startsWith("grad")) grad.classList.toggle("unseen", done < subgraph.events.length);
  else if (grad) write(grad, `grad ${gradText(node, state.backward, element.dataset.spelled)}`);
  if (element.tabIndex === 0) element.setAttribute("aria-label", labelOf(element));
  light(element, Boolean(now?.nodes.includes(element.id)), now);
}

function showEdge(element, state, now) {
  element.querySelector(".grad")?.classList.toggle("unseen", !state.edges.has(element.id));
  element.querySelector(".data")?.classList.toggle("unseen", !state.computed.has(headOf(element.id)));
  element.classList.toggle("future", !state.edges.has(element.id));
  light(element, Boolean(now?.edges?.includes(element.id)), now);
}

function light(element, lit, now) {
  element.classList.toggle("lit", lit);
  element.classList.toggle("forward", lit && now.pass === "forward");
  element.classList.toggle("backward", lit && now.pass === "backward");
}

function write(element, words) {
  const text = words.replace(/(?<![^\s(])-(?=[\d.]|inf)/g, "−"); // as the picture has it
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
  $("numbers").hidden = $("outcome").hidden = asking;
  if (!event) {
    $("rule").textContent = "The leaves hold their data. Press the right arrow to compute the rest.";
    $("numbers").textContent = $("outcome").textContent = "";
  } else if (event.count) {
    $("rule").textContent = `${event.title}: ${event.count.toLocaleString("en")} ${event.count === 1 ? "step" : "steps"}`;
    $("numbers").textContent = event.nodes.some((id) => subgraph.expandable[id]) ? "Click on it, or press Enter on it, to see them one by one." : "";
    const added = event.arrivals?.length;
    const shown = event.shows?.map(([, data]) => `its data is now ${data}`) ?? [];
    $("outcome").textContent = shown.length ? shown.join(", ") : added ? `${added} of them ${added === 1 ? "adds" : "add"} to grads that are shown` : "";
  } else {
    $("rule").textContent = `${event.target} ${event.sign} ${event.rule}`;
    $("numbers").textContent = asking || !event.numbers ? "" : `= ${event.numbers} = ${event.result}`;
    const before = event.before === "0" ? "" : `: ${event.before} + ${event.result} = ${event.after}`;
    $("outcome").textContent = asking || !event.after ? "" : `${event.target} is now ${event.after}${before}${event.at ?? ""}`;
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
function tellHistory(id) {
  const label = nameOf(document.getElementById(id));
  const items = subgraph.events.slice(0, done).flatMap((event) => {
    if (!event.count) return event.nodes.includes(id) ? [sentence(event)] : [];
    const data = (event.shows ?? []).filter(([own]) => own === id).map(([, result]) => `${label} = ${result}`);
    return [...data, ...(event.arrivals ?? []).filter(([own]) => own === id).map(([, result]) => `${label}.grad += ${result}, from ${event.title}`)];
  });
  const list = document.createElement("ul");
  list.append(...items.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  const title = Object.assign(document.createElement("p"), { textContent: `History of ${label}${items.length ? "" : ": nothing yet"}` });
  $("history").replaceChildren(title, list);
}

// ---- moving ----------------------------------------------------------------------------------------------------------

function go(count) {
  done = Math.max(0, Math.min(subgraph.events.length, count));
  if (done !== stepsOn(subgraphs.indexOf(subgraph))) come = done ? subgraph.events[done - 1].upto : 0;
  asking = false;
  show();
}

function stepForth() {
  if (asking) return $("answer").focus();
  if (done === subgraph.events.length) return pause();
  const event = subgraph.events[done];
  if ($("predict").checked && event.numbers) {
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

// ---- levels ----------------------------------------------------------------------------------------------------------

function pictureOf(index) {
  const one = subgraphs[index];
  one.picture ??= $(`inside${index}`).content.querySelector("svg");
  return one.picture;
}

// How many steps of a picture the pass has made.
function stepsOn(index) {
  return subgraphs[index].events.filter((event) => event.upto <= come).length;
}

// Open one of the pictures at the place where the other one was.
function enter(index) {
  $("history").replaceChildren();
  if (!isInFrame) history.pushState(null, "", location.href); // to come back to
  openAt(index, stepsOn(index));
  (index ? $("leave") : $("forth")).focus();
}

function leave() {
  enter(subgraph.parent);
}

function openAt(index, count) {
  pause();
  subgraph = subgraphs[index];
  lookAt(pictureOf(index));
  prepare();
  $("title").textContent = subgraph.title;
  $("leave").textContent = index ? `Back to ${subgraph.parent ? subgraphs[subgraph.parent].name : "the whole graph"}` : "";
  go(count);
}

// In a frame of a notebook the page has no address of its own, and its steps are no steps of the notebook's.
const isInFrame = location.protocol === "about:";

// There it is dark where the letters are light; the notebook tells their colour.
window.addEventListener("message", ({ source, data }) => {
  if (!isInFrame || source !== window.parent) return;
  const [red, green, blue] = (String(data).match(/\d+/g) ?? []).map(Number);
  document.documentElement.className = red + green + blue > 382 ? "dark" : "light";
});

// The place in the lesson, as the address has it: #step=5, and inside the third of the folded nodes #in=3&step=5.
function place() {
  const index = subgraphs.indexOf(subgraph);
  return `#${index ? `in=${index}&` : ""}step=${done}`;
}

function remember() {
  if (isInFrame) return;
  if (location.hash || done || subgraph !== subgraphs[0]) history.replaceState(null, "", place());
}

function openPlace() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const index = Number(asked.get("in") ?? 0), count = Number(asked.get("step") ?? 0);
  openAt(subgraphs[index] ? index : 0, Number.isInteger(count) ? count : 0);
}

// The window on the picture: zoom, pan, the overview in its corner, and the search for a value by its name.

const SMALLEST = 12 / 13; // pixels for a unit: letters are 13 units high, and never under 12 pixels
const LARGEST = 2.5;

const figure = document.querySelector("figure");
let picture = null; // the SVG that is looked at, its size, and where each of its nodes and edges is
let size = { width: 1, height: 1 };
let boxes = new Map();
let view = { x: 0, y: 0, scale: 1 }; // the corner and the scale of what is seen
let chosen = false; // whether the reader has chosen the scale

function lookAt(svg) {
  picture = svg;
  figure.querySelector(":scope > svg").replaceWith(svg);
  const [, , width, height] = (svg.dataset.whole ??= svg.getAttribute("viewBox")).split(" ").map(Number);
  size = { width, height };
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const toPicture = svg.getScreenCTM().inverse();
  boxes = new Map([...svg.querySelectorAll(".node, .edge")].map((element) => [element.id, boxOf(element, toPicture)]));
  drawOverview();
  arrange();
}

function boxOf(element, toPicture) {
  const { x, y, width, height } = element.getBBox();
  const matrix = toPicture.multiply(element.getScreenCTM());
  const corner = new DOMPoint(x, y).matrixTransform(matrix), other = new DOMPoint(x + width, y + height).matrixTransform(matrix);
  return { x: corner.x, y: corner.y, width: other.x - corner.x, height: other.y - corner.y };
}

// Below the picture or beside it: the lesson stands where it leaves the picture larger.
function arrange() {
  const stage = $("stage");
  const room = (beside) => {
    stage.classList.toggle("beside", beside);
    return fitting();
  };
  if (window.innerWidth < 960 || room(false) >= room(true)) stage.classList.remove("beside");
  home();
}

const fitting = () => Math.min(figure.clientWidth / size.width, figure.clientHeight / size.height, LARGEST);
const farthest = () => Math.min(SMALLEST, fitting());

// All of it, or as much of it as can be read.
function home() {
  chosen = false;
  view = { x: 0, y: size.height / 2, scale: Math.max(fitting(), SMALLEST) };
  move(0, -figure.clientHeight / view.scale / 2);
}

// The same in a figure that has become larger or smaller.
function settle() {
  if (!chosen) view.scale = Math.max(fitting(), SMALLEST);
  move(0, 0);
}

// Move what is seen by so much of the picture, as far as there is a picture.
function move(right, down) {
  const within = (at, seen, all) => (seen >= all ? (all - seen) / 2 : Math.max(0, Math.min(all - seen, at)));
  const width = figure.clientWidth / view.scale, height = figure.clientHeight / view.scale;
  view.x = within(view.x + right, width, size.width);
  view.y = within(view.y + down, height, size.height);
  picture.setAttribute("viewBox", `${view.x} ${view.y} ${width} ${height}`);
  figure.classList.toggle("far", view.scale < SMALLEST - 0.001);
  const isWhole = width >= size.width - 1 && height >= size.height - 1;
  $("overview").hidden = isWhole;
  const frame = document.getElementById("window");
  Object.entries({ ...view, width, height }).forEach(([name, value]) => name !== "scale" && frame.setAttribute(name, value));
}

// Zoom by a factor around a point of the figure, in pixels; around its middle if none is given.
function zoom(factor, left = figure.clientWidth / 2, top = figure.clientHeight / 2) {
  chosen = true;
  const scale = Math.max(farthest(), Math.min(LARGEST, view.scale * factor));
  const x = view.x + left / view.scale, y = view.y + top / view.scale;
  view = { x: x - left / scale, y: y - top / scale, scale };
  move(0, 0);
}

// Move as little as brings all of these nodes and edges into view; if they do not fit, the first of them.
function keepInView(ids) {
  const found = ids.map((id) => boxes.get(id)).filter(Boolean);
  if (!found.length) return;
  const margin = 12, width = figure.clientWidth / view.scale, height = figure.clientHeight / view.scale;
  const around = (several) => ({
    x: Math.min(...several.map((box) => box.x)) - margin, right: Math.max(...several.map((box) => box.x + box.width)) + margin,
    y: Math.min(...several.map((box) => box.y)) - margin, bottom: Math.max(...several.map((box) => box.y + box.height)) + margin,
  });
  let box = around(found);
  if (box.right - box.x > width || box.bottom - box.y > height) box = around(found.slice(0, 1));
  const shift = (from, to, seen, length) => (from < seen ? from - seen : to > seen + length ? to - seen - length : 0);
  move(shift(box.x, box.right, view.x, width), shift(box.y, box.bottom, view.y, height));
}

// ---- the overview ----------------------------------------------------------------------------------------------------

function drawOverview() {
  const scale = Math.min(170 / size.width, 100 / size.height);
  const nodes = [...picture.querySelectorAll(".node")].map(({ id }) => ({ id, ...boxes.get(id) }));
  const rect = ({ x, y, width, height }, name) => `<rect ${name} x="${x}" y="${y}" width="${width}" height="${height}"/>`;
  $("overview").innerHTML = `<svg viewBox="0 0 ${size.width} ${size.height}" width="${size.width * scale}" height="${size.height * scale}">` +
    nodes.map((node) => rect(node, `data-of="${CSS.escape(node.id)}"`)).join("") +
    `${rect({ x: 0, y: 0, ...size }, 'id="window"')}</svg>`;
}

function lightOverview(ids, pass) {
  for (const rect of $("overview").querySelectorAll("[data-of]")) {
    rect.setAttribute("class", ids.includes(rect.dataset.of) ? `lit ${pass}` : "");
  }
}

// The overview stands in the other corner where it would hide what happens.
function dodge() {
  const map = $("overview");
  map.classList.remove("left");
  const { left, top } = map.getBoundingClientRect();
  const isHidden = (box) => box.right > left && box.bottom > top;
  map.classList.toggle("left", [...picture.querySelectorAll(".node.lit")].some((node) => isHidden(node.getBoundingClientRect())));
}

function pointAt(event) {
  const map = $("overview").firstElementChild.getBoundingClientRect();
  const x = (event.clientX - map.left) / map.width * size.width, y = (event.clientY - map.top) / map.height * size.height;
  view.x = x - figure.clientWidth / view.scale / 2;
  view.y = y - figure.clientHeight / view.scale / 2;
  move(0, 0);
}

// ---- wheel, mouse, touch ---------------------------------------------------------------------------------------------

const fingers = new Map(); // the pointers that are down, and where
let dragged = false; // whether the last of them moved the picture, so that its click is no click

function fingerDown(event) {
  if (event.target.closest("#overview")) return;
  if (!fingers.size) dragged = false;
  fingers.set(event.pointerId, event);
}

function fingerMove(event) {
  const before = fingers.get(event.pointerId);
  if (!before || (!dragged && Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < 5)) return;
  dragged = true;
  figure.setPointerCapture(event.pointerId);
  const [other] = [...fingers.values()].filter((finger) => finger.pointerId !== event.pointerId);
  fingers.set(event.pointerId, event);
  if (other) {
    const apart = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY);
    const { left, top } = figure.getBoundingClientRect();
    zoom(apart(event) / apart(before), (event.clientX + other.clientX) / 2 - left, (event.clientY + other.clientY) / 2 - top);
  } else {
    move((before.clientX - event.clientX) / view.scale, (before.clientY - event.clientY) / view.scale);
  }
}

function wheel(event) {
  if (isInFrame && !event.ctrlKey) return; // it scrolls the notebook
  event.preventDefault();
  const { left, top } = figure.getBoundingClientRect();
  zoom(Math.exp(-Math.max(-100, Math.min(100, event.deltaY)) / 400), event.clientX - left, event.clientY - top);
}

// ---- finding a value -------------------------------------------------------------------------------------------------

// Show the value with a name, in the picture that is open or else in the first that has it.
function search(name) {
  const wanted = name.trim().toLowerCase();
  if (!wanted) return;
  const best = (i) => {
    const named = [...pictureOf(i).querySelectorAll(".node:not(.constant)")].map((node) => [nameOf(node).toLowerCase(), node.id]);
    return (named.find(([own]) => own === wanted) ?? named.find(([own]) => own.endsWith(`.${wanted}`)))?.[1];
  };
  const here = subgraphs.indexOf(subgraph);
  const index = [here, ...subgraphs.keys()].find(best);
  $("found").textContent = index === undefined ? `nothing on this page is called ${name}` : "";
  if (index === undefined) return;
  const id = best(index);
  if (index !== here) enter(index);
  keepInView([id]);
  document.getElementById(id).focus();
}

function watch() {
  figure.addEventListener("wheel", wheel, { passive: false });
  figure.addEventListener("pointerdown", fingerDown);
  figure.addEventListener("pointermove", fingerMove);
  for (const end of ["pointerup", "pointercancel"]) figure.addEventListener(end, (event) => fingers.delete(event.pointerId));
  figure.addEventListener("click", (event) => { if (dragged) event.stopPropagation(); dragged = false; }, { capture: true });
  $("overview").addEventListener("click", pointAt);
  $("closer").addEventListener("click", () => zoom(1.25));
  $("farther").addEventListener("click", () => zoom(0.8));
  $("whole").addEventListener("click", home);
  $("find").addEventListener("change", () => search($("find").value));
  window.addEventListener("resize", () => { arrange(); show(); });
}

// What can be pressed, and the start of it all.

function nameOf(element) {
  return element.querySelector("title")?.textContent || element.querySelector("text").textContent;
}

// A node as a screen reader says it: its name, what it shows, and whether it can be opened.
function labelOf(element) {
  const numbers = [...element.querySelectorAll(".data, .grad")].filter((text) => !text.classList.contains("unseen"));
  const opens = subgraph.expandable[element.id] ? ["open"] : [];
  return [nameOf(element), ...numbers.map((text) => text.textContent), ...opens].join(", ");
}

// Let every node of the picture be reached with the keyboard, and tell its history; folded ones are expandable.
function prepare() {
  picture.setAttribute("role", "group");
  if (picture.querySelector("#backwards")) return;
  picture.insertAdjacentHTML("beforeend", `<defs><marker id="backwards" markerUnits="userSpaceOnUse" markerWidth="14" markerHeight="14"
    refX="1" refY="7" orient="auto"><path d="M0,7L14,1V13Z"/></marker></defs>`);
  for (const element of picture.querySelectorAll(".node:not(.constant)")) {
    const index = subgraph.expandable[element.id];
    if (element.querySelector(".grad")?.textContent.includes(" = ")) element.dataset.spelled = "yes";
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", index ? "button" : "img");
    element.addEventListener("mouseenter", () => tellHistory(element.id));
    element.addEventListener("focus", () => { tellHistory(element.id); keepInView([element.id]); });
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
}

const PAN = { ArrowRight: [60, 0], ArrowLeft: [-60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }; // with Shift
const KEYS = {
  ArrowRight: stepForth, ArrowLeft: stepBack, Home: () => go(0), End: () => go(subgraph.events.length), " ": play,
  p: () => $("predict").click(), "+": () => zoom(1.25), "-": () => zoom(0.8), 0: home, "/": () => $("find").focus(),
  Escape: () => (asking ? go(done) : subgraph !== subgraphs[0] && leave()),
};

function press(event) {
  const arrow = event.key.startsWith("Arrow");
  const typing = ["answer", "find"].includes(event.target.id) && event.key !== "Escape" && !(arrow && event.target.id === "answer" && !event.target.value);
  const pressing = event.key === " " && ["BUTTON", "INPUT", "SUMMARY"].includes(event.target.tagName);
  const known = event.shiftKey && arrow ? () => move(...PAN[event.key]) : KEYS[event.key];
  if (!known || typing || pressing || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  if (event.key.length > 1 && !event.shiftKey) pause();
  known();
}

let before = null; // what was on the screen before it is printed

function toPaper() {
  const all = [...document.querySelectorAll("details")];
  before = { done, open: all.map((details) => details.open) };
  go(subgraph.events.length);
  picture.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  all.forEach((details) => { details.open = true; });
  document.querySelectorAll(".lit").forEach((element) => element.classList.remove("lit", "forward", "backward"));
}

function fromPaper() {
  if (!before) return;
  document.querySelectorAll("details").forEach((details, i) => { details.open = before.open[i]; });
  go(before.done);
}

if ($("lesson")) {
  subgraphs[0].picture = document.querySelector("figure > svg");
  const clicks = { first: KEYS.Home, back: stepBack, play, forth: stepForth, last: KEYS.End, leave, tell: () => { $("forth").focus(); go(done + 1); } };
  Object.entries(clicks).forEach(([id, click]) => $(id).addEventListener("click", click));
  $("time").addEventListener("input", () => { pause(); go(Number($("time").value)); });
  $("question").addEventListener("submit", (event) => { event.preventDefault(); check($("answer").value); });
  document.addEventListener("keydown", press);
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", fromPaper);
  window.addEventListener("popstate", openPlace);
  const begin = () => {
    if (!figure.clientWidth) return; // a frame that is not on the screen yet has no size
    shown.disconnect();
    watch();
    openPlace();
  };
  const shown = new ResizeObserver(begin);
  shown.observe(figure);
  begin();
}

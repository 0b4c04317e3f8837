// What an answer that somebody types in is worth.

const COMMA = /(?<![\d.,])(?![1-9]\d{0,2},\d{3}(?!\d))(\d+),(\d+)(?![\d.,])/g; // 0,5; but 1,000 may be a thousand

// The number that an answer stands for: -0.5, 0,5, 1/3, 2*3 + 1; NaN if it is none.
function numberIn(text) {
  const tokens = text.replaceAll("−", "-").replaceAll("×", "*").replaceAll("^", "**").replace(COMMA, "$1.$2")
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
    const mistake = Object.keys(event.mistakes ?? {}).find((name) => isRight(answer, Number(event.mistakes[name])));
    $("verdict").textContent = mistake ? `Not quite: ${hints[mistake]}.` : "Not quite.";
  }
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
    const mistake = Object.keys(event.mistakes ?? {}).find((name) => isRight(answer, Number(event.mistakes[name])));
    $("verdict").textContent = mistake ? `Not quite: ${hints[mistake]}.` : "Not quite.";
  }
}

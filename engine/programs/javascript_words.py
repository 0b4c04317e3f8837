"""The words of JavaScript: which names are taken, and small functions for what Python has and JavaScript has not."""

# fmt: off
JAVASCRIPT_WORDS = """
    abstract arguments async await boolean break byte case catch char class const continue debugger default delete do
    double else enum eval export extends false final finally float for from function get goto if implements import in
    instanceof int interface let long native new null of package private protected public return set short static super
    switch synchronized this throw throws transient true try typeof undefined var void volatile while with yield
    Infinity NaN Math Number Array Object console process globalThis module require exports
"""
JAVASCRIPT_FUNCTIONS = {
    **{name: f"Math.{name}" for name in (
        "exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "atan2",
        "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "hypot", "floor", "ceil",
    )},
    "fabs": "Math.abs", "power": "Math.pow", "isnan": "Number.isNaN", "isfinite": "Number.isFinite",
}
JAVASCRIPT_HELPERS = {  # what Python has and JavaScript has not, by its name
"zip": """
function zip(xs, ys) {
    return xs.slice(0, ys.length).map((x, i) => [x, ys[i]]);
}""",
"larger": """
function larger(x, y) {
    return y > x ? y : x;
}""",
"smaller": """
function smaller(x, y) {
    return y < x ? y : x;
}""",
"largest": """
function largest(xs) {
    return xs.reduce((top, x) => (x > top ? x : top));
}""",
"smallest": """
function smallest(xs) {
    return xs.reduce((top, x) => (x < top ? x : top));
}""",
"any_nan": """
function any_nan(xs) {
    return xs.some(Number.isNaN);
}""",
"isinf": """
function isinf(x) {
    return Math.abs(x) === Infinity;
}""",
"copysign": """
function copysign(x, y) {
    return (y < 0 || Object.is(y, -0) ? -1 : 1) * Math.abs(x);
}""",
"round": """
function round(x) {  // halves to the even neighbour
    const down = Math.floor(x), rest = x - down;
    return rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
}""",
"erfc": """
function erfc(x) {  // a series near 0, and Lentz's continued fraction where it would cancel
    const y = Math.abs(x);
    if (y > 28) return x > 0 ? 0 : 2;
    if (y < 2.2) return 1 - erf(x);
    let f = y, c = y, d = 0;
    for (let n = 1; n < 200; n++) {
        d = 1 / (y + (n / 2) * d);
        c = y + n / 2 / c;
        f *= c * d;
    }
    const tail = Math.exp(-y * y) / (f * Math.sqrt(Math.PI));
    return x > 0 ? tail : 2 - tail;
}""",
"erf": """
function erf(x) {
    if (Math.abs(x) >= 2.2) return 1 - erfc(x);
    let term = x, total = x;
    for (let n = 1; n < 100; n++) {
        term *= (2 * x * x) / (2 * n + 1);
        total += term;
    }
    return ((2 * total) / Math.sqrt(Math.PI)) * Math.exp(-x * x);
}""",
}
# fmt: on

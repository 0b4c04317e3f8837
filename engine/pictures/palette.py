"""The colours of all pictures, on paper and in the dark, and what each one means."""

INK, MUTED, FAINT, PAPER, TINT = "#1b1f24", "#58616b", "#c5cad0", "#ffffff", "#eef1f4"
FORWARD, BACKWARD = "#00694a", "#8e2a7f"  # what the forward pass computed, and what the backward pass did
POSITIVE, NEGATIVE = "#0068ad", "#c04d00"  # blue and orange, told apart by colour-blind eyes too

NAMES = {
    INK: "ink", MUTED: "muted", FAINT: "faint", PAPER: "paper", TINT: "tint",
    FORWARD: "forward", BACKWARD: "backward", POSITIVE: "positive", NEGATIVE: "negative",
}  # fmt: skip
DARK = {
    INK: "#e7eaee", MUTED: "#a3acb6", FAINT: "#434b54", PAPER: "#14171b", TINT: "#22282f",
    FORWARD: "#4fd0a5", BACKWARD: "#e88fd8", POSITIVE: "#62b5f5", NEGATIVE: "#ff9d4d",
}  # fmt: skip

# of a line of text, by what it is
TEXT_COLOURS = {"op": INK, "label": INK, "data": FORWARD, "grad": BACKWARD, "note": MUTED,
                "positive": POSITIVE, "negative": NEGATIVE}  # fmt: skip


def hue(weight: float) -> str:
    """The colour of a sign; 0 and nan have none."""
    return POSITIVE if weight > 0 else NEGATIVE if weight < 0 else MUTED


def themes() -> str:
    """The CSS by which a page is light or dark as it is told, whatever its reader's choice; it goes with `style`."""
    colours = {"light": {colour: colour for colour in NAMES}, "dark": DARK}
    return "\n".join(
        f"html.{theme} {{ color-scheme: {theme}; }}\n"
        f"html.{theme} .chainrule {{ {' '.join(f'--{NAMES[c]}: {chosen};' for c, chosen in theirs.items())} }}"
        for theme, theirs in colours.items()
    )


def style() -> str:
    """The CSS that lets every colour of a picture follow the reader's choice of light or dark."""
    light = " ".join(f"--{name}: {colour};" for colour, name in NAMES.items())
    dark = " ".join(f"--{NAMES[colour]}: {other};" for colour, other in DARK.items())
    uses = "\n".join(
        f'.chainrule [{attribute}="{colour}"] {{ {attribute}: var(--{name}); }}'
        for colour, name in NAMES.items()
        for attribute in ("fill", "stroke")
    )
    return f"""
.chainrule {{ {light} background: var(--paper); }}
svg.chainrule:root {{ max-width: calc(1.5 * var(--natural)) !important; max-height: 100%; margin: auto; }}
@media screen and (prefers-color-scheme: dark) {{ .chainrule {{ {dark} }} }}
{uses}
"""

"""How the page is coloured: dark, light, or in the sixteen colours that a terminal calls its own.

Every pair of colours that text stands in has a contrast of 4.5 or more; a test measures it. Nothing is said by colour alone.
"""

import os

from textual.theme import Theme

DARK = Theme(
    name="mentorkit-dark",
    primary="#1f5fa8",
    secondary="#3d5a80",
    accent="#ffb454",
    warning="#ffb454",
    error="#ff8f8f",
    success="#7fd88f",
    foreground="#e6e6e6",
    background="#121212",
    surface="#1a1a1a",
    panel="#262626",
    boost="#202020",
    dark=True,
)
LIGHT = Theme(
    name="mentorkit-light",
    primary="#174e8c",
    secondary="#6b84a6",
    accent="#7a3e00",
    warning="#7a3e00",
    error="#a3001f",
    success="#0d5e24",
    foreground="#1a1a1a",
    background="#fafafa",
    surface="#ffffff",
    panel="#e8e8e8",
    boost="#f0f0f0",
    dark=False,
)


def theme_for(wanted: str, color_system: str | None) -> str:
    """Return the name of the theme: `wanted` is auto, dark or light, `color_system` what Rich found out.

    With auto the terminal's own word counts where it gives one (COLORFGBG, "15;0": light on dark), else dark.
    """
    dark = _dark_terminal() if wanted == "auto" else wanted == "dark"
    if color_system in ("standard", "windows"):
        return "ansi-dark" if dark else "ansi-light"
    return DARK.name if dark else LIGHT.name


def _dark_terminal() -> bool:
    background = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return background not in ("7", "15")

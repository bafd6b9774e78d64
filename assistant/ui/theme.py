"""The look, in one place: Gradio's theme here, everything of our own in style.css.

Both take their colours from the same few values. No font is fetched: the fonts are the
system's own.
"""

from __future__ import annotations

from gradio.themes import Base
from gradio.themes.utils.colors import Color

INK = Color(
    name="ink",
    c50="#f7f6f3",
    c100="#efede8",
    c200="#dfdcd4",
    c300="#c9c5ba",
    c400="#9b968a",
    c500="#6f6a5f",
    c600="#565249",
    c700="#3d3a33",
    c800="#2a2824",
    c900="#1e1c19",
    c950="#161512",
)
ACCENT = Color(
    name="accent",
    c50="#eef4f3",
    c100="#d6e6e3",
    c200="#aecdc8",
    c300="#7fb0a9",
    c400="#5fa39a",
    c500="#2f7a70",
    c600="#1f655c",
    c700="#19524b",
    c800="#143f3a",
    c900="#0f302c",
    c950="#0a211e",
)
SANS = ("system-ui", "-apple-system", "Segoe UI", "Cantarell", "DejaVu Sans", "sans-serif")
MONO = ("ui-monospace", "DejaVu Sans Mono", "monospace")


def theme() -> Base:
    """The theme for Gradio's own controls."""
    made = Base(
        primary_hue=ACCENT,
        secondary_hue=ACCENT,
        neutral_hue=INK,
        font=SANS,
        font_mono=MONO,
        radius_size="sm",
        spacing_size="md",
        text_size="md",
    )
    return made.set(
        body_background_fill="#fbfaf8",
        body_background_fill_dark="#161512",
        body_text_color="#1e1c19",
        body_text_color_dark="#ece9e2",
        body_text_color_subdued="#5c574d",
        body_text_color_subdued_dark="#b1ab9e",
        background_fill_primary="#fbfaf8",
        background_fill_primary_dark="#161512",
        background_fill_secondary="#f3f1ec",
        background_fill_secondary_dark="#1e1c19",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_shadow="none",
        block_shadow_dark="none",
        block_padding="0px",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_label_text_color="#5c574d",
        block_label_text_color_dark="#b1ab9e",
        block_title_background_fill="transparent",
        block_title_background_fill_dark="transparent",
        block_title_text_weight="500",
        button_large_text_weight="500",
        button_medium_text_weight="500",
        button_small_text_weight="500",
        block_title_text_color="#3d3a33",
        block_title_text_color_dark="#d8d3c8",
        border_color_primary="#dfdcd4",
        border_color_primary_dark="#3d3a33",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1e1c19",
        input_border_color="#9b968a",
        input_border_color_dark="#6f6a5f",
        input_border_color_focus="#1f655c",
        input_border_color_focus_dark="#7fb0a9",
        input_border_width="1px",
        input_placeholder_color="#6b665b",
        input_placeholder_color_dark="#a09a8d",
        input_shadow="none",
        input_shadow_focus="none",
        button_primary_background_fill="#1f655c",
        button_primary_background_fill_hover="#19524b",
        button_primary_background_fill_dark="#7fb0a9",
        button_primary_background_fill_hover_dark="#aecdc8",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#10201e",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover="#efede8",
        button_secondary_background_fill_hover_dark="#2a2824",
        button_secondary_text_color="#2a2824",
        button_secondary_text_color_dark="#ece9e2",
        button_secondary_border_color="#c9c5ba",
        button_secondary_border_color_dark="#565249",
        button_border_width="1px",
        link_text_color="#1f655c",
        link_text_color_dark="#7fb0a9",
        link_text_color_hover="#19524b",
        link_text_color_hover_dark="#aecdc8",
        color_accent_soft="#eef4f3",
        color_accent_soft_dark="#143f3a",
        checkbox_label_background_fill="transparent",
        checkbox_label_background_fill_dark="transparent",
        checkbox_label_background_fill_selected="#eef4f3",
        checkbox_label_background_fill_selected_dark="#143f3a",
        checkbox_label_border_width="0px",
        checkbox_label_border_width_dark="0px",
        checkbox_label_shadow="none",
        shadow_drop="none",
        shadow_drop_lg="none",
    )

"""How the pages and descriptions are written: short sentences, and none of the phrases that CONTRIBUTING.md asks to avoid."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from test_docs import DESCRIPTIONS, PAGES, TEXTS, place

MOST_WORDS = 25
# They say what earlier versions changed, and stay as they were read.
OLD = {"CHANGELOG.md"}

# Words that readers who are not native speakers trip over, with what to write instead.
AVOIDED = {
    r"\bstands? (?:in|behind|for|beside|above|below|within|on|there)\b": "be, or have",
    r"\bstood (?:in|behind|for|beside)\b": "be, or have",
    r"\bdear\b": "expensive",
    r"\b(?:come|comes|came) about\b": "happen, or compute",
    r"\bhangs? on\b": "depend on",
    r"\b(?:is|are) no (?:type|table|alert|proof|finding|mistake|drift|causes|part|array)\b": "is not a",
    r"\bWho wants\b": "If you want",
    r"\bnone of them is few\b": "many",
}


def paragraphs(text: str) -> list[str]:
    """The paragraphs and items of lists of a page, without code, tables and headings."""
    text = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"^(?: {0,3}\||#|!\[| {4}\S).*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^ *(?:[-*]|\d+\.) ", "\n\n", text, flags=re.MULTILINE)
    return [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text)]


def sentences(paragraph: str) -> list[str]:
    plain = re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`]*`", "CODE", paragraph))
    return re.split(r"(?<=[.!?])[\"')*]*\s+(?=[\"'(*\[]*(?:[A-Z0-9]|dbt\b))", plain)


def words(sentence: str) -> int:
    """Formulas and numbers do not count."""
    return sum(bool(re.search(r"[A-Za-z]{2}", word)) for word in sentence.split())


def descriptions(node) -> list[str]:
    if isinstance(node, dict):
        own = [node["description"]] if isinstance(node.get("description"), str) else []
        return own + [text for value in node.values() for text in descriptions(value)]
    return [text for value in node for text in descriptions(value)] if isinstance(node, list) else []


def written() -> list[tuple[str, str]]:
    """Every paragraph with the file it is in."""
    found = []
    for path in [*PAGES, *DESCRIPTIONS]:
        if place(path) not in OLD:
            texts = descriptions(yaml.safe_load(TEXTS[path])) if path.suffix == ".yml" else [TEXTS[path]]
            found += [(place(path), paragraph) for text in texts for paragraph in paragraphs(text)]
    return found


def test_what_is_read_is_prose():
    page = "# Head\n\nOne `a. B` two. Three\nfour (e.g. five).\n\n| a | b |\n- item one\n- item two. Second.\n\n```\ncode\n```\n"
    assert [sentence for paragraph in paragraphs(page) for sentence in sentences(paragraph) if sentence] == [
        "One CODE two.",
        "Three four (e.g. five).",
        "item one",
        "item two.",
        "Second.",
    ]
    assert words("A mean of n values is sum / n.") == 5


def test_sentences_are_short():
    long = [(file, words(sentence), sentence) for file, text in written() for sentence in sentences(text) if words(sentence) > MOST_WORDS]
    assert long == []


def test_words_are_plain():
    found = []
    for path in [*PAGES, *DESCRIPTIONS, *(Path(path) for path in TEXTS if Path(path).suffix == ".sql")]:
        if place(path) not in OLD:
            text = re.sub(r"`[^`\n]*`", "", TEXTS[path])
            found += [(place(path), match[0], instead) for phrase, instead in AVOIDED.items() for match in re.finditer(phrase, text)]
    assert found == []

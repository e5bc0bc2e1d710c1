"""Every sentence of the screens has its English, and nothing Vietnamese escapes translation."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.template.base import Lexer, TokenType
from django.utils.translation import gettext, ngettext, override

from core import catalogue, formats

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%|\{\w*\}")
MARKUP = re.compile(r"</?[a-z]+>|[\"&]")
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
# Translated inside an expression: {{ _("Hộ") }}, {% include ... with label=_("Hộ") only %}
EXPRESSION = re.compile(r"""_\((".*?"|'.*?')\)""")
OPENS = re.compile(r"(comment|blocktrans(?:late)?)\b")
CLOSES = re.compile(r"end(comment|blocktrans(?:late)?)\b")

# Written the same in both languages.
SAME_IN_ENGLISH = {"Word", "%(low)s – %(high)s", "%(done)s / %(total)s", "M0 = H × A", "Excel"}
VIETNAMESE_IN_ANY_LANGUAGE = {
    "components/language_switch.html",  # it names each language in itself
    # Papers of the state are in Vietnamese, whoever prints them (Decree 30/2020).
    "components/official_head.html",
    "components/official_foot.html",
    "components/official_paper.html",
    "components/official_section.html",
    "disbursement/allocation_paper.html",
}


@pytest.fixture(scope="module")
def sentences() -> list[catalogue.Sentence]:
    return list(catalogue.sentences())


@pytest.fixture(scope="module")
def english() -> dict[tuple[str, str | None], Message]:
    return {(first(message.id), message.context): message for message in catalogue.read_catalogue() if message.id}


def first(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


# --- the catalogue of this checkout ---------------------------------------------------------------------


def test_the_catalogue_holds_exactly_the_sentences_of_code_and_templates(sentences, english):
    said = {(first(sentence.id), sentence.context) for sentence in sentences}
    assert said == set(english), "run python -m core.catalogue and translate what it lists"


def test_every_sentence_has_an_english_text_that_nobody_doubts(english):
    open_ones = [key for key, found in english.items() if found.fuzzy or not catalogue.is_translated(found.string)]
    assert open_ones == []


def test_a_translation_has_the_placeholders_of_its_sentence(english):
    for message in english.values():
        wanted = set(PLACEHOLDER.findall(first(message.id)))
        for text in filter(None, forms(message.string)):
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id


def test_a_translation_has_the_markup_of_its_sentence_and_no_straight_quotes(english):
    """{% translate %} escapes nothing: a straight quote would end the attribute it stands in."""
    for message in english.values():
        wanted = MARKUP.findall(first(message.id))
        for text in filter(None, forms(message.string)):
            assert MARKUP.findall(text) == wanted, message.id


def test_a_translation_begins_and_ends_with_the_space_of_its_sentence(english):
    """Parts of a sentence such as " và " are put together as they are."""
    for message in english.values():
        source, text = first(message.id), first(message.string)
        assert (text[:1].isspace(), text[-1:].isspace()) == (source[:1].isspace(), source[-1:].isspace()), source


def test_the_source_is_vietnamese(english):
    """A sentence that is English already in the code comes back unchanged; those meant to are named above."""
    unchanged = {first(message.id) for message in english.values() if message.id == message.string}
    assert unchanged <= SAME_IN_ENGLISH


def test_the_english_has_no_vietnamese_word(english):
    for message in english.values():
        for text in forms(message.string):
            rest = re.sub(r"\d\S*[/-]\S+", "", text)  # numbers of documents: 25/2022/QĐ-UBND
            assert not VIETNAMESE.search(rest), text


def test_sentences_are_composed_unicode(sentences):
    """A decomposed letter looks the same and is another key."""
    for sentence in sentences:
        for text in forms(sentence.id):
            assert unicodedata.is_normalized("NFC", text), f"{sentence.path}:{sentence.line}"


def test_an_english_screen_speaks_english():
    with override("en"):
        assert gettext("Hộ nghèo") == "Poor households"
        assert ngettext("%(n)s thành viên", "%(n)s thành viên", 1) == "%(n)s member"
        assert ngettext("%(n)s thành viên", "%(n)s thành viên", 2) == "%(n)s members"
        assert formats.format_number(1234567) == "1,234,567"
    with override("vi"):
        assert gettext("Hộ nghèo") == "Hộ nghèo"


def test_no_sentence_stands_within_another_string() -> None:
    """Of gettext inside an f-string the catalogue learns nothing, and the sentence stays Vietnamese."""
    found = [
        f"{path}:{node.lineno}"
        for path in catalogue.python_files()
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", *catalogue.KEYWORDS}
    ]
    assert found == []


# --- templates ------------------------------------------------------------------------------------------


def untranslated(template: str) -> Iterator[str]:
    """Vietnamese in a template that stands outside of translation and comments, with its line."""
    inside = ""
    for token in Lexer(template).tokenize():
        if inside:
            closed = token.token_type == TokenType.BLOCK and CLOSES.match(token.contents)
            inside = "" if closed and closed[1] == inside else inside
        elif token.token_type == TokenType.BLOCK and (opened := OPENS.match(token.contents)):
            inside = opened[1]
        elif VIETNAMESE.search(_shown(token.token_type, token.contents)):
            yield f"line {token.lineno}: {token.contents.strip()}"


def _shown(kind: TokenType, contents: str) -> str:
    """What of a token reaches the page as it stands."""
    if kind == TokenType.COMMENT or (kind == TokenType.BLOCK and contents.startswith(("translate ", "trans "))):
        return ""
    return contents if kind == TokenType.TEXT else EXPRESSION.sub("", contents)


@pytest.mark.parametrize("path", catalogue.template_files(), ids=str)
def test_a_template_has_its_vietnamese_translated(path: Path):
    if path.relative_to(catalogue.CHECKOUT / "templates").as_posix() not in VIETNAMESE_IN_ANY_LANGUAGE:
        assert list(untranslated(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "template",
    [
        '<h1>{% translate "Hộ nghèo" %}</h1>',
        "{% blocktranslate trimmed with n=total %}{{ n }} hộ{% plural %}{{ n }} hộ{% endblocktranslate %}",
        '{# Hộ nghèo #}{% comment %}{% if a %}Hộ{% endif %}{% endcomment %}{{ _("Hộ nghèo") }}',
        '{% include "a.html" with label=_("Hộ nghèo") only %}',
    ],
)
def test_translated_vietnamese_is_no_finding(template: str):
    assert list(untranslated(template)) == []


@pytest.mark.parametrize(
    "template",
    [
        "<h1>Hộ nghèo</h1>",
        '<input title="Hộ nghèo">',
        '{% include "a.html" with label="Hộ nghèo" only %}',
        '{{ name|default:"chưa có" }}',
        "{% blocktranslate %}Hộ{% endblocktranslate %}<p>Hộ</p>",
    ],
)
def test_vietnamese_outside_translation_is_found(template: str):
    assert len(list(untranslated(template))) == 1


# --- the tool -------------------------------------------------------------------------------------------

CODE = """from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

TITLE = gettext_lazy("Hộ nghèo")
TEXTS = [_("Xã"), ngettext("%(n)s hộ", "%(n)s hộ", 2), pgettext("sex", "nam")]
"""
PAGE = """
    {% translate "Xã" %}
  {% blocktranslate trimmed with n=total %}
    Có {{ n }} hộ,
    50% đã rà soát.
  {% endblocktranslate %}
      {{ _("Huyện") }}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "areas").mkdir()
    (tmp_path / "areas" / "forms.py").write_text(CODE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_forms.py").write_text('from x import _\n_("Thử")\n')
    return tmp_path


def test_sentences_are_found_in_code_and_templates_but_not_in_tests(checkout: Path):
    found = {(sentence.path, sentence.id, sentence.context) for sentence in catalogue.sentences(checkout)}
    assert found == {
        ("areas/forms.py", "Hộ nghèo", None),
        ("areas/forms.py", "Xã", None),
        ("areas/forms.py", ("%(n)s hộ", "%(n)s hộ"), None),
        ("areas/forms.py", "nam", "sex"),
        ("templates/page.html", "Xã", None),
        ("templates/page.html", "Có %(n)s hộ, 50%% đã rà soát.", None),
        ("templates/page.html", "Huyện", None),
    }


def test_updating_keeps_translations_adds_new_sentences_and_drops_old_ones(checkout: Path):
    path = checkout / "django.po"
    path.write_text('msgid ""\nmsgstr ""\n\nmsgid "Xã"\nmsgstr "Commune"\n\nmsgid "Thôn"\nmsgstr "Village"\n')
    catalogue.update(path, checkout)
    text = path.read_text()
    assert 'msgid "Xã"\nmsgstr "Commune"' in text
    assert 'msgid "Huyện"\nmsgstr ""' in text
    assert "Thôn" not in text
    catalogue.update(path, checkout)
    assert path.read_text() == text

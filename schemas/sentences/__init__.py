"""Refusals in Chinese: the node's English sentences, each with the Chinese one that people read in its place.

The code raises one English sentence (`schemas/errors.py`); `chinese.in_chinese` finds it among the pairs kept here and
says it in Chinese, with the same facts. What has no pair stays English; a house test (`tests/house/test_sentences.py`)
fails where a sentence that people can meet has none, and where a pair belongs to no sentence any more.

A room is a file of pairs, in the folder of the package that raises them: `of_registry/`, `of_schemas/`,
`of_resolver/`. It holds two tables, `SENTENCES` and, where it needs them, `PHRASES` (what only ever fills a hole of a
sentence). To add a room:

1. write the file, with `SENTENCES` (and `PHRASES`), and name it in the list of its folder (`of_…/rooms.py`);
2. run the house test: it names what is still missing, as the line to be copied into the room;
3. where the code puts a sentence together in a way that the test cannot read, name it in `tests/house/composed.py`.

What needs no Chinese is named in `tests/house/untranslated.py`.

How a pair is written:

    "{who} may not change {enterprise}": "{who}无权修改{enterprise}",

The English side is the f-string as it stands in the code, with a name of your choice in each hole. What the code says
with `!r` is written with `!r` here, too: `{id!r}`; in Chinese it stands between “ ”. The place at the end, ` (at …)`,
is left out on both sides: every sentence may have one. On the Chinese side a hole is `{name}`, taken over as it is;
`{name:zh}`, said in Chinese itself where that is known (a phrase, or a sentence inside of another); `{name:list}`,
a list of words with `或` and `、` between them; or `{name:each}`, a list of which each is said in Chinese itself.
A hole may be left out, and come in another order. Spaces between Chinese and Latin letters or digits are put around
holes by themselves.

Words that the code takes from elsewhere (standings, verbs, roles) are in `words.py`.
"""

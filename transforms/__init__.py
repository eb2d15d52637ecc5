"""Text in, Polars frames out: pure functions and spaCy components. The modules, in the order of the data:

read       read, documents
clean      clean: mapped_text, characters, layout, header, dates, genre; duplicates
segment    segment
actors     entities, mentions: people, offices, labels, organisations, pronouns, places, nouns; actors; reference,
           aliases
statements statements: cues, grammar, statement_rules, quoted_speech, labelled_speech, sources, speakers;
           tagging, tagged_statements, statement_filter, statement_choice (rules and learned models together)
stances    stances: acts, predications, arguments, modality, parties, speakers
all        pipeline (the spaCy pipeline), word_attributes, annotations (what it leaves on the Doc), annotate;
           extract and rows (frames from it), ids, version (with the profiles)
models     weights (with their card), training

The module before a colon is the stage's public one, those after it are its parts.
"""

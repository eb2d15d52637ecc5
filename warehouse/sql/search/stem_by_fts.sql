-- What the forms of a word share, by the stemmer of DuckDB's extension fts (Snowball English).
CREATE OR REPLACE TEMP MACRO word_stem(word) AS stem(word, 'english');

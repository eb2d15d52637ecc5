-- What the forms of a word share, in the SQL of any DuckDB: no plural s, no -ed or -ing, no e or y at the end.
--
-- It joins invade, invades, invaded, invading; deny, denies, denied; plan, planned, planning. It does not join invade
-- and invasion, nor take and took.
CREATE OR REPLACE TEMP MACRO without_ending(word) AS regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(word, '(ss|x|ch|sh)es$', '\1'), 'ie[sd]$', 'y'), '([^suia])s$', '\1'),
    '^(.+[rt]ee)d$|^(.+[aeiouy].+|.*[aeiouy].{2,}|.{2,}[aeiouy])(?:ed|ing)$',
    '\1\2'
);

CREATE OR REPLACE TEMP MACRO word_stem(word) AS list_transform(
    [without_ending(word)],
    lambda base: regexp_replace(
        regexp_replace(
            if(base <> word AND regexp_matches(base, '(bb|dd|gg|mm|nn|pp|rr|tt)$'), base[:-2], base), '(.{2}[^e])e$', '\1'
        ),
        '(.{2})y$',
        '\1i'
    )
)[1];

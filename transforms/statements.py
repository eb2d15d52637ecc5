"""Statements: who is reported to have said, written or thought what."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.annotations import Statement, register_extensions
from transforms.quoted_speech import attribute_quotations
from transforms.statement_rules import Candidate, Range, candidates
from warehouse.contract import QuoteType

register_extensions()


@Language.component("statements", assigns=["doc._.statements"])
def statements(doc: Doc) -> Doc:
    found = [c for c in candidates(doc)]
    found = attribute_quotations(doc, found)
    doc._.statements = _resolve(doc, found)
    return doc


def _trim(doc, r):
    s,e=r
    while s<e and (doc[s].is_space or (doc[s].is_punct and not doc[s].is_quote and not doc[s].is_bracket)): s+=1
    while s<e and (doc[e-1].is_space or (doc[e-1].is_punct and not doc[e-1].is_quote and not doc[e-1].is_bracket)): e-=1
    return s,e


def _resolve(doc, found):
    covered=bytearray(len(doc))
    used=[]
    inq=bytearray(len(doc))
    for q in doc._.quotations: inq[q.span.start:q.span.end]=b'\1'*len(q.span)
    def key(c):
        strong=c.rule.split(':')[0] in ('quotation','according','parenthetical','colon') or c.rule in ('clause:say','clause:claim','clause:admit','clause:deny','clause:ask')
        return (inq[c.anchor.i], not strong, -sum(b-a for a,b in c.content))
    order=sorted(found,key=key)
    for c in order:
        if covered[c.anchor.i]: continue
        content=[_trim(doc,r) for r in c.content]
        content=[r for r in content if r[0]<r[1]]
        content=[r for r in content if not any(covered[r[0]:r[1]])]
        if not content: continue
        if any(a<=c.anchor.i<b for a,b in content): continue
        for a,b in content: covered[a:b]=b'\1'*(b-a)
        source=()
        if c.source:
            s=_trim(doc,c.source)
            if s[0]<s[1]: source=(doc[s[0]:s[1]],)
        used.append(Statement(source,tuple(doc[a:b] for a,b in c.cue),tuple(doc[a:b] for a,b in sorted(content)),QuoteType.INDIRECT,c.rule,.5))
    return sorted(used,key=lambda s:s.content[0].start)

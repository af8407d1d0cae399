"""Gives a word typed on a phone its usual spelling, for the words that the readers know.

Letters are already lower case and without accents. Only words of these lists are changed: general
spelling correctors broke the domain's words (pix became pia, divida became diva).
"""

from __future__ import annotations

import re
from functools import lru_cache

from quita.domain.reading.sounds import heard
from quita.domain.reading.vocabulary import words

_TRIPLED = re.compile(r"(.)\1{2,}")
_LONGEST = 20  # no word of the lists is longer
_SHORTEST_FUZZY = 6  # below this, one edit turns one real word into another

# Usual spelling, then how it is also typed.
_TYPED = """
que: q ke qe
de: d di
do: du
no: nu
e: i
ate: inte
vou: vo vow
nao: n naum nn
em: im in
para: pra pro p pras pros prum pruma
depois: dps dpois depos dpoi
hoje: hj oje hoj hoge oji hoji uji hje
amanha: amh amnh amanhan aman amnha amaha amanh ammanha
ontem: onte otem ontm onten ontein
anteontem: antiontem antontem antonte anteonte antiontein
semana: smana semna
mes: meis meiz mez
dia: diia
dias: ds
vez: vees
vezes: vz vzs veis veiz vezis vezez veses vezs veze vesis
segunda: segnda sgunda segumda
terca: tersa tercafeira
quinta: qinta kinta quimta
quarta: qarta kuarta
sexta: sesta secta cexta sxta
sabado: sabdo sabadao sabadu sabo
domingo: domigo dumingo domngo domingao
feira: fera
primeira: primera prmeira premera
primeiro: primero prmeiro premero
terceira: tercera
quero: qro kero qero
parcela: parc parsela pacela parcelinha parcelazinha
parcelas: parcs parselas pacelas parcelinhas
prestacao: prestasao prestassao prestacoe prestacaum
prestacoes: prestasoes prestacaos prestacois
opcao: opisao opicao opsao opcaum opc
reais: reai reau reaus reals riais
tres: treis treix
cinco: sinco cincu
porcento: purcento pocento porsento
seis: ceis
quatro: quatu quatru cuatro
dez: deiz deis
quinze: quize
vinte: vint vinti
trinta: trita trnta
cinquenta: cincoenta cinqenta sinquenta sincoenta cinkenta
cem: cen
cento: sento
mil: miu mill mir
duzentos: duzento dusentos duzentus
trezentos: trezento tresentos trezentus
quatrocentos: quatrocento
quinhentos: quinhento quinhetos kinhentos
nasci: naci nassi nacy
nascimento: nacimento nasc nascim dn
aceita: aseita
dinheiro: dinhero dinhiro dinheru dinero
com: c cm cum

cartao: cartaum cartam kartao cartau catao
metade: metadi
mesmo: msm memo mermo mesmu
vencimento: venc vcto vencto
"""
_SPELLING = {
    typed: usual
    for line in _TYPED.strip().splitlines()
    for usual, _, forms in [line.partition(":")]
    for typed in forms.split()
}

# Long words in which one wrong, missing, added or swapped letter is forgiven.
_FUZZY = words(
    """quatorze dezesseis dezessete dezenove quarenta cinquenta sessenta duzentos trezentos
    quatrocentos quinhentos seiscentos setecentos oitocentos novecentos janeiro fevereiro
    setembro outubro novembro dezembro transferencia dinheiro prestacao prestacoes segunda
    domingo anteontem nascimento alternativa"""
)
# Words of their own, one edit away from one of the above.
_REAL = words(
    """seguida seguido dominio segundo segundos segundas domingos sessentao quarentao dinheiros
    dinheirao janeiros transferencias nascimentos alternativo alternativas alternativos"""
)


def _deletions(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))} | {word}


_NEAR: dict[str, str] = {form: word for word in _FUZZY for form in _deletions(word)}


def standard(word: str) -> str:
    """Give the usual spelling of a folded word, or the word itself.

    >>> standard("hj"), standard("sinquenta"), standard("novenbro"), standard("hojeeee")
    ('hoje', 'cinquenta', 'novembro', 'hoje')
    """
    word = _TRIPLED.sub(_shorten, word)
    return word if len(word) > _LONGEST else _corrected(word)


@lru_cache(maxsize=4096)
def _corrected(word: str) -> str:
    if word in _SPELLING:
        return _SPELLING[word]
    if word in _REAL:
        return word
    if len(word) < _SHORTEST_FUZZY:
        return heard(word) or word
    for form in sorted(_deletions(word), key=len, reverse=True):
        near = _NEAR.get(form)
        if near is not None and near[0] == word[0]:
            return near
    return heard(word) or word


def _shorten(run: re.Match[str]) -> str:
    # Laughter (kkk) must not become the k of thousands.
    return "kk" if run.group(1) == "k" else run.group(1)

"""Invented debtors: Brazilian names, valid CPFs, phones in a range that looks invented."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from random import Random

from quita.domain.identity import valid_cpf

FIRST_NAMES = (
    "Adriana Alexandre Aline Amanda Anderson André Antônia Beatriz Benedita Bruno Camila Carlos "
    "Célia Cláudia Daniel Davi Débora Diego Edson Eduarda Elaine Fabiana Felipe Fernanda Francisca "
    "Gabriel Geraldo Gustavo Helena Igor Inês Isabela Jéssica Joana Jorge José Juliana Larissa "
    "Leandro Letícia Luana Lúcia Luiz Marcelo Márcia Marcos Mateus Mônica Natália Otávio Patrícia "
    "Paulo Rafael Raimunda Renata Ricardo Rita Roberto Rodrigo Rosângela Sebastião Simone Sônia "
    "Tatiane Thiago Valdir Vanessa Vera Vinícius Vítor Wagner Yasmin"
)
SURNAMES = (
    "Almeida Alves Araújo Assunção Azevedo Barbosa Barros Batista Borges Campos Cardoso Carvalho "
    "Cavalcante Conceição Correia Costa Dias Duarte Farias Fernandes Ferreira Figueiredo Freitas "
    "Gomes Gonçalves Guimarães Lima Lopes Macedo Machado Magalhães Martins Medeiros Melo Mendes "
    "Monteiro Moraes Moreira Moura Nascimento Nogueira Nunes Oliveira Pacheco Peixoto Pereira "
    "Pinheiro Pires Queiroz Ramos Ribeiro Rocha Rodrigues Sales Sampaio Santana Santos Silva "
    "Siqueira Soares Souza Teixeira Vasconcelos Vieira Xavier"
)
AREA_CODES = (11, 19, 21, 27, 31, 41, 48, 51, 61, 62, 71, 81, 85, 91, 92)


@dataclass(frozen=True)
class Debtor:
    """An invented person; phones in E.164."""

    name: str
    cpf: str
    birth_date: date
    phones: tuple[str, ...]
    email: str = ""


class Debtors:
    """Makes people, no CPF and no phone twice."""

    def __init__(self, random: Random, today: date) -> None:
        """Take the source of chance, and the day by which ages are counted."""
        self._random, self._today = random, today
        self._first_names, self._surnames = FIRST_NAMES.split(), SURNAMES.split()
        self._cpfs: set[str] = set()
        self._phones = 0

    def known_as(self, name: str, age: int) -> Debtor:
        """Make a person of a given name and age in years, with one phone."""
        return Debtor(name, self._cpf(), self._birth(age), (self._phone(),))

    def anyone(self) -> Debtor:
        """Make a person of 26 to 79 years, some with a second phone, some with an e-mail."""
        pick = self._random
        last_names = pick.sample(self._surnames, pick.choice((1, 2, 2)))
        name = " ".join([pick.choice(self._first_names), *last_names])
        phones = [self._phone() for _ in range(pick.choice((1, 1, 1, 2)))]
        email = f"{_address(name)}{pick.randrange(100)}@example.com" if pick.random() < 0.4 else ""
        return Debtor(name, self._cpf(), self._birth(pick.randrange(26, 80)), tuple(phones), email)

    def living_with(self, other: Debtor) -> Debtor:
        """Make a person of the same last name and phone."""
        first = self._random.choice(self._first_names)
        name = f"{first} {other.name.split()[-1]}"
        age = self._random.randrange(26, 80)
        return Debtor(name, self._cpf(), self._birth(age), other.phones)

    def _birth(self, age: int) -> date:
        """Give a birth date at which that age in years is reached by today."""
        return date(
            self._today.year - age - 1, self._random.randrange(1, 13), self._random.randrange(1, 29)
        )

    def _cpf(self) -> str:
        while True:
            base = f"{self._random.randrange(10**9):09d}"
            tried = (f"{base}{check:02d}" for check in range(100))
            number = next(filter(valid_cpf, tried), None)  # none where all digits are the same
            if number is not None and number not in self._cpfs:
                self._cpfs.add(number)
                return number

    def _phone(self) -> str:
        """Give a mobile number such as +55 11 90000-0001.

        No carrier was given numbers that begin with 90: should this portfolio ever meet a real
        channel, nobody gets a message.
        """
        self._phones += 1
        return f"+55{self._random.choice(AREA_CODES)}90{self._phones:07d}"


def _address(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    first, *_, last = plain.split()
    return f"{first}.{last}"

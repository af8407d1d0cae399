"""The six invented creditors; each has its policy file, `policies/<cnpj>.yml`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """What was bought or lent, with the least and the most that is owed for it, in reais."""

    name: str
    least: int
    most: int


@dataclass(frozen=True)
class DemoCreditor:
    """A creditor; `code` begins its external ids."""

    code: str
    name: str
    cnpj: str
    address: str
    products: tuple[Product, ...]


BANK = DemoCreditor(
    "BCO",
    "Banco Ipê-Mirim S.A.",
    "99101001000190",
    "Avenida das Paineiras, 1500, Centro, São Paulo - SP, 01000-900",
    (
        Product("Cartão de crédito", 600, 9000),
        Product("Empréstimo pessoal", 1500, 18000),
        Product("Cheque especial", 300, 4000),
    ),
)
SHOP = DemoCreditor(
    "LOJ",
    "Casa Pitangueira Móveis e Eletro Ltda.",
    "99102002000159",
    "Rua do Comércio Velho, 88, Centro, Belo Horizonte - MG, 30000-900",
    (Product("Crediário da loja", 180, 4500), Product("Cartão da loja", 120, 3000)),
)
TELECOM = DemoCreditor(
    "TEL",
    "Voa Juriti Telecom S.A.",
    "99103003000118",
    "Avenida Beira-Canal, 420, Boa Vista, Recife - PE, 50000-900",
    (Product("Plano de celular", 60, 700), Product("Internet e telefone fixo", 90, 1100)),
)
SCHOOL = DemoCreditor(
    "COL",
    "Colégio Vale do Sanhaço Ltda.",
    "99104004000187",
    "Rua das Carteiras, 27, Jardim Novo, Curitiba - PR, 80000-900",
    (Product("Mensalidade escolar", 700, 5200), Product("Curso de idiomas", 250, 1900)),
)
HEALTH = DemoCreditor(
    "SAU",
    "Saúde Bem-Te-Quero Assistência Médica Ltda.",
    "99105005000146",
    "Alameda dos Girassóis, 610, Sala 12, Porto Alegre - RS, 90000-900",
    (Product("Plano de saúde", 350, 3600),),
)
UTILITY = DemoCreditor(
    "LUZ",
    "Companhia Riacho Manso de Energia S.A.",
    "99106006000105",
    "Praça da Usina, 1, Distrito Industrial, Salvador - BA, 40000-900",
    (Product("Conta de luz", 90, 900),),
)
CREDITORS = (BANK, SHOP, TELECOM, SCHOOL, HEALTH, UTILITY)

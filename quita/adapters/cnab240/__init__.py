"""CNAB 240: registering boletos by files, for banks without an API.

FEBRABAN, "Layout Padrão CNAB 240", version 10, "Títulos em Cobrança".
"""

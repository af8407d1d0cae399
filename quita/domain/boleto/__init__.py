"""Boletos as numbers: check digits, due-date factor, bars, linha digitável, each bank's free field.

Hand-written: the public libraries fail for due dates from 2025-02-22 on, when the factor began
anew, or need a newer Python.
"""

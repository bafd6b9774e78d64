"""Summaries of many documents: a ledger of what is done, workers, and outputs in input order.

inputs → Document ─(ledger: done before?)→ workers → ledger → outputs
"""

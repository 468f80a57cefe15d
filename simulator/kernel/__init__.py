"""The kernel knows no trade: time, luck, commands and events, the agenda, the journal and its hash chain.

Reading order: `messages` (what is said), `book` (who answers), `world` (what is true), `engine` (how one command runs),
`journal` (where it is kept), `replay` (how it is read back).
"""

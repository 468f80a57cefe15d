"""The library of scenario packs: install, look, prove, try, remove."""

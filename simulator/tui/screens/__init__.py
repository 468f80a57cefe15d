"""The screens around the store: home, briefing, debrief, replay, mistakes book, standard browser, attempts, settings, errors.

Nothing is imported here: the home screen must be painted before anything heavy is, and every other screen is made when it is
first asked for (`simulator.tui.screens.doors`).
"""

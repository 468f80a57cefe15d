"""An attempt's life: start, act, let time pass, resume, submit, verify. Journal stores live in `sessions.store`."""

"""The fulfilment desk (11.1): choose, declare, create the logistics order, label, hand over, notify, watch, settle."""

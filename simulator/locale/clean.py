"""Text from people made safe to show: the kernel's own rule, for the rooms that speak to people."""

from simulator.kernel.clean import clean

__all__ = ["clean"]

"""Figures, measured on the real parts; ratios against a limit measured in the same run."""

"""The customer-experience KPI: how visits were rated, beside what was sold in the same time and place.

`measuring` reads ratings, purchases and redemptions together, by statements whose number does not depend on
how many there are; `service` makes figures with intervals of them. Nothing is kept here, and nobody is named.
"""

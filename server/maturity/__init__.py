"""Where this retailer stands on five models of personalization, computed from evidence in the database.

`evidence` says which facts there are and how each is found; `stages` what each stage asks for; `service`
puts the two together. Nobody ticks a box: a stage is reached when its evidence is there, and lost when it is
a year old.
"""

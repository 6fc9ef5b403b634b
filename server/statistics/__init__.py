"""Statistics of trials: pure functions from sums to estimates with intervals; no database, clock or chance.

`sums` is what is kept of each arm, `comparing` and `shares` set an arm beside its control, `always_valid` may
be read every day, `splits` says whether the split is the planned one, `families` corrects for many segments,
`planning` tells how many customers and days a trial needs, `policy` what another policy would have earned on
logged decisions. Impossible input is an error of `errors`, never a NaN.
"""

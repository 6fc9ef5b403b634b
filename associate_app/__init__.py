"""The tablet app: an associate's customers, offline first.

Screens show what presenters hand them, presenters ask the store, the store reads the encrypted replica. No
screen waits for the network, and nothing outside `screens`, `widgets`, `app`, `theme` and `platform` knows
Kivy.
"""

APP_VERSION = "0.4.0"

"""The look-up log. Nothing here serves a customer's data; whoever does leaves a trace here first."""

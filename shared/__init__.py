"""What the server and every tablet must agree on: pure values and rules.

Nothing in this package does I/O, reads a clock or draws a random number; whoever calls passes them in.
It imports the standard library and marshmallow only, so that both sides can run it unchanged.
"""

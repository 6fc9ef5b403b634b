"""What each screen shows and what its buttons do, without a screen: plain values in, plain values out.

Presenters may be called from any thread, never wait for the network (enrolment and a first sign-in are the
two exceptions), and raise only `associate_app.errors`.
"""

"""What to say next. The scoring is `shared.recommendation`; here its facts are gathered."""

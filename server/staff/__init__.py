"""People who sign in. No password, PIN or token is kept in a form that could be read back."""

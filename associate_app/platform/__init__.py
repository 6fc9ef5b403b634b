"""The world around the app, each part behind a port: where a secret is kept, how the server is reached."""

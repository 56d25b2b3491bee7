"""Page models and templates: what people see in a browser or a mail."""

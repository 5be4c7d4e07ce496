"""The public contract: a situation as JSON in, a verdict as JSON out, and the JSON Schema of both."""

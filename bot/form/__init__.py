"""The secure form: identity, contact, address and consents, typed on the operator's own server, never in a chat."""

from bot.form.app import register
from bot.form.context import Form
from bot.form.links import new_link

__all__ = ["Form", "new_link", "register"]

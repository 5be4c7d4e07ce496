"""What the bot tells Telegram about itself at the start: its commands in every language and the menu button."""

from typing import Final

from aiogram import Bot
from aiogram.types import BotCommand, MenuButtonCommands, MenuButtonWebApp, WebAppInfo

from locales import LANGUAGES, N_, SOURCE_LANGUAGE, translator

FORM_BUTTON: Final = N_("Заявление")
DESCRIPTIONS: Final = {
    "start": N_("Начать"),
    "menu": N_("Главное меню"),
    "status": N_("Что с моим заявлением"),
    "back": N_("Вернуться к предыдущему вопросу"),
    "restart": N_("Начать заново"),
    "language": N_("Сменить язык"),
    "help": N_("Помощь"),
}


async def introduce(bot: Bot, form_url: str) -> None:
    """Commands for everybody in Russian, and for clients in each other language of ours; errors of aiogram come out."""
    for language in LANGUAGES:
        say = translator(language)
        commands = [BotCommand(command=name, description=say(text)) for name, text in DESCRIPTIONS.items()]
        await bot.set_my_commands(commands, language_code=None if language == SOURCE_LANGUAGE else language)
    button: MenuButtonWebApp | MenuButtonCommands = MenuButtonCommands()
    if form_url.startswith("https://"):
        # One button serves all chats, so it speaks the source language.
        text = translator(SOURCE_LANGUAGE)(FORM_BUTTON)
        button = MenuButtonWebApp(text=text, web_app=WebAppInfo(url=form_url))
    await bot.set_chat_menu_button(menu_button=button)

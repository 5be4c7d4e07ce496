"""What a person may agree to: the purposes of the consents. Their texts belong to the form that asks for them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from locales import N_


class ConsentPurpose(StrEnum):
    """One consent each. Stored: a name once given stays."""

    PROCESSING = "processing"
    TRANSFER = "transfer"
    SPECIAL = "special"
    """Of what may tell of health; asked only where the answers hold such data."""
    NOTICES = "notices"
    """Without it nothing is sent to the person's chat."""


PURPOSES: Final[Mapping[ConsentPurpose, str]] = {
    ConsentPurpose.PROCESSING: N_("Обработка данных для подготовки заявления"),
    ConsentPurpose.TRANSFER: N_("Передача данных в орган социальной защиты"),
    ConsentPurpose.SPECIAL: N_("Сведения, которые могут говорить о здоровье"),
    ConsentPurpose.NOTICES: N_("Уведомления в чате"),
}
"""What each is called, to the applicant and to the office alike (gettext msgids)."""

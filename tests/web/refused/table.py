"""Every field of the browser's forms, and the command that says the same at a shell. A new field gets its row here."""

from tests.web.refused.added import ADDED
from tests.web.refused.deals import DEALS
from tests.web.refused.edited import EDITED
from tests.web.refused.setting_up import SETTING_UP

FORMS = (*EDITED, *DEALS, *ADDED, *SETTING_UP)

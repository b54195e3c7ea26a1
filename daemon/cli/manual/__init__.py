"""The pages of the manual, as `man` reads them: made from the commands and the settings themselves."""

"""`dealtrail --install-completion`: the library's own command, loaded when somebody asks for it."""

from __future__ import annotations

from cyclopts.completion.install import create_install_completion_command

from daemon.cli.app import app

install = create_install_completion_command(app.install_completion, True)

"""Reports: pictures with their numbers, filtered by what the address says."""

from daemon.web.pages.reports.pages import router

__all__ = ["router"]

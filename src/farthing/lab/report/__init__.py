"""Results as people read them: one page, or Markdown."""

from farthing.lab.report.documents import document as document_of
from farthing.lab.report.markdown import markdown
from farthing.lab.report.page import page

__all__ = ["document_of", "markdown", "page"]

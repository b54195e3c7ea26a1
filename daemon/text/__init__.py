"""Bodies as people read them: from HTML or plain text, with or without what they quote. Pure.

Mail is hostile. Each step takes time in proportion to the text, whatever is in it, and the text is cut at a size.
"""

"""What mail servers and responders begin their subjects and texts with, in the languages that they speak. Pure."""

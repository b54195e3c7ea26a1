"""What becomes of the source: archives, and packages of systems. No part of the program."""

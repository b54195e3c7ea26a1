"""One mailbox up to date: pages in, decided and stored."""

"""The domain name system: questions read, zones looked into, answers written. Knows no socket; the edge carries."""

"""The console: pages for people who work with the node, made on the server, in Chinese and in English."""

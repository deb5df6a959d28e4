"""Han Xin code (汉信码, ISO/IEC 20830, GB/T 21049) read by a reader of our own, since no open one was found."""

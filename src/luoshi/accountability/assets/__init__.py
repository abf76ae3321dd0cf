"""State capital: the register, the yearly statements, consolidated figures, and reorganisation."""

"""What customers bought. Purchases come in from other systems; nothing here makes one."""

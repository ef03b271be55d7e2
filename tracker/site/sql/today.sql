select date('now') as today

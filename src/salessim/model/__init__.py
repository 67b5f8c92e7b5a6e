"""What is true of selling: tables, draws, rules and the rates that follow from them."""

"""What this office decides: settings, the shipped policy, units, workdays; loader and check."""

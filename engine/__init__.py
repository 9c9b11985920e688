"""What users do: resolve, what-if, explain, diff, call list and KPIs."""

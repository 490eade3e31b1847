"""The grammar of time limits: text → tokens → dates → clauses → milestones."""

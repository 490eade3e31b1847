"""Pages and API for coordinators, units and administrators."""

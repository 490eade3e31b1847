"""From a document to a draft plan that a person confirms."""

"""Long work: asked for by a person, done by a worker as that person, all of it or nothing."""

"""When things happen: the Prefect flows, the clock, the leg runner."""

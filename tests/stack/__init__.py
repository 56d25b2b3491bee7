"""The whole of Kweek in one process, for tests: moto's table and queues, real handlers."""

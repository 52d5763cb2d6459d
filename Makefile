# A thin alias for people whose fingers type make; ./run is the command.
.PHONY: help run test stop bench lock

help:
	@./run help

run:
	@./run

test:
	@./run test

stop:
	@./run stop

bench:
	@./run bench

lock:
	@tools/lock-requirements

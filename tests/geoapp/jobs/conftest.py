"""A bureau with streets to look at, and its queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from gazetteer.campaigns.services import scanning
from geoapp.config import Settings
from geoapp.jobs import asking
from geoapp.jobs.job_queries import find_job
from geoapp.jobs.kinds import kinds_of
from geoapp.jobs.model import Job, NewJob
from geoapp.jobs.worker import Worker
from geocore.db import reading
from tests.builders.campaigns import add_streets, opened
from tests.builders.cases import Office, office
from tests.builders.register import small_register

REVIEWER = "reviewer@suxian"


@dataclass
class Queue:
    """The queue of a bureau: what its officers ask, and a worker in this process."""

    bureau: Office

    def campaign(self) -> UUID:
        return opened(self.bureau)

    def path(self, campaign: UUID) -> tuple[int, ...]:
        return tuple(
            self.bureau.scalar("select division_path from gazetteer.clean_up_campaign where id = :id", id=campaign)
        )

    def ask(self, campaign: UUID, who: str = REVIEWER) -> UUID:
        with self.bureau.as_(who) as work:
            return asking.ask(work, NewJob(scanning.KIND, self.path(campaign), campaign))

    def cancel(self, job: UUID, who: str = REVIEWER) -> None:
        with self.bureau.as_(who) as work:
            asking.cancel(work, job)

    def look(self, job: UUID, who: str = REVIEWER) -> Job:
        with reading(self.bureau.database.app, self.bureau.actors[who]) as connection:
            return find_job(connection, job)

    def worker(self, **kinds: Any) -> Worker:
        """The real kinds, or those given under the name of the pass."""
        real = kinds_of(Settings(database_url="postgresql://"))
        return Worker(self.bureau.database.app, {**real, **kinds}, tell_every_s=0)

    def found(self, campaign: UUID) -> int:
        return int(
            self.bureau.scalar("select count(*) from gazetteer.campaign_candidate where campaign_id = :c", c=campaign)
        )


@pytest.fixture(scope="module")
def module_queue(module_database: Any) -> Queue:
    small_register(module_database.app)
    add_streets(module_database)
    return Queue(office(module_database))


@pytest.fixture
def queue(module_queue: Queue) -> Queue:
    """Each test begins with nothing to do."""
    with module_queue.bureau.database.owner.begin() as connection:
        connection.exec_driver_sql("delete from app.job_file")
        connection.exec_driver_sql("delete from app.job")
    return module_queue

"""What was known of templates is kept, each part with the time of the word that brought it."""

from __future__ import annotations

import importlib.util
from datetime import timedelta
from types import ModuleType

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

from quita.adapters.database.migrate import SCRIPTS
from quita.adapters.database.unit_of_work import Database
from quita.domain.number_health import Quality
from quita.domain.templates import TemplateStatus
from tests.conftest import FakeClock


def migration() -> ModuleType:
    path = SCRIPTS / "versions" / "0017_template_parts.py"
    spec = importlib.util.spec_from_file_location("template_parts_migration", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def there_and_back(database: Database) -> list[str]:
    """Undo the migration and do it again; give the templates that were known in between."""
    with database.engine.begin() as connection:
        steps = migration()
        with Operations.context(MigrationContext.configure(connection)):
            steps.downgrade()
            found = connection.execute(text("SELECT name FROM whatsapp_templates")).scalars()
            names = list(map(str, found))
            steps.upgrade()
    return names


def test_what_was_known_survives_the_way_back_and_forth(
    database: Database, clock: FakeClock
) -> None:
    paused = TemplateStatus("retomar", "pt_BR", "PAUSED", clock(), category="UTILITY")
    with database() as tx:
        tx.templates.told(paused)
        tx.templates.told(TemplateStatus("novo", "pt_BR", None, clock(), quality=Quality.RED))
    assert there_and_back(database) == ["retomar"]
    with database() as tx:
        assert tx.templates.all() == [paused]
        older = clock() - timedelta(hours=1)
        tx.templates.told(TemplateStatus("retomar", "pt_BR", None, older, category="MARKETING"))
        assert tx.templates.all() == [paused]

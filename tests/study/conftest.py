"""What tests of experiments share."""

import pytest
from made_experiments import made, run

from salessim.study.store.store import Store


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The store of a grid that was run without interruption, to be read only."""
    folder = tmp_path_factory.mktemp("finished")
    return run(made(folder), folder / "results").store

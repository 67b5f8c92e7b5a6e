"""The experiment on a CRM export: cleaning, and not a day of hindsight."""

from types import SimpleNamespace

import pandas as pd
import pytest

DEALS = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1,Ann,Big Box,Acme,Won,2017-05-01,2017-06-01,1000
2,Ann,BigBox,Acme,Lost,2017-05-02,2017-07-01,0
3,Bob,Small,Acme,Won,2017-08-01,2017-10-05,100
4,Bob,Small,,Engaging,2017-09-01,,
5,Bob,Small,Acme,Won,2017-10-02,2017-10-09,90
6,Bob,Small,,Prospecting,,,
"""


@pytest.fixture
def experiment(tree, monkeypatch):
    monkeypatch.syspath_prepend(str(tree / "experiments" / "hardware_seller"))
    import estimates
    import export

    return SimpleNamespace(export=export, estimates=estimates)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sales_pipeline.csv").write_text(DEALS)
    (tmp_path / "products.csv").write_text(
        "product,series,sales_price\nBig Box,A,1100\nSmall,B,95\n"
    )
    (tmp_path / "accounts.csv").write_text("account\nAcme\n")
    (tmp_path / "sales_teams.csv").write_text(
        "sales_agent,manager,regional_office\nAnn,Max,East\nBob,Max,East\nCid,Eve,West\n"
    )
    return tmp_path


def test_cleaning(experiment, folder):
    export = experiment.export.read_export(folder)
    assert sorted(export.deals["product"].unique()) == ["Big Box", "Small"]
    assert len(export.deals) == 5
    assert (export.accounts, export.managers) == (1, 1)
    assert len(export.notes) == 4


def test_no_hindsight(experiment, folder):
    export = experiment.export.read_export(folder)
    day = pd.Timestamp("2017-09-30")
    known = experiment.export.as_known_on(export.deals, day)
    assert (known["opened"] <= day).all()
    assert (known["closed"].dropna() <= day).all()
    later = known.loc[known["opened"] == "2017-08-01"].iloc[0]
    assert later[["won", "closed", "value", "account"]].isna().all()


def test_what_happens_later_changes_no_estimate(experiment, folder):
    day = pd.Timestamp("2017-09-30")
    shorter = folder / "sales_pipeline.csv"
    before = experiment.export.as_known_on(experiment.export.read_export(folder).deals, day)
    shorter.write_text(
        DEALS.replace("Won,2017-08-01,2017-10-05,100", "Lost,2017-08-01,2017-12-05,0")
    )
    after = experiment.export.as_known_on(experiment.export.read_export(folder).deals, day)
    pd.testing.assert_frame_equal(before, after)
    assert experiment.estimates.win_share(before).typical == 0.5


def test_an_absent_export_is_answered_by_where_to_get_it(experiment, tmp_path):
    with pytest.raises(experiment.export.ExportMissing, match="Maven Analytics"):
        experiment.export.read_export(tmp_path)


def test_the_shipped_figures_are_those_of_the_export(experiment, scenarios):
    if not experiment.export.DEFAULT_FOLDER.is_dir():
        pytest.skip("the Maven export is not beside the tree")
    export = experiment.export.read_export(experiment.export.DEFAULT_FOLDER)
    known = experiment.export.as_known_on(export.deals, pd.Timestamp("2017-09-30"))
    share = experiment.estimates.win_share(known)
    text = (scenarios / "hardware_seller.yaml").read_text()
    assert f"passes: {100 * share.low:.1f}..{100 * share.high:.1f} %" in text

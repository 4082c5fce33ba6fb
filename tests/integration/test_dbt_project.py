"""A `dbt_project.yml` makes models of the files below it: in every command the same, however it came and went."""

import json
from pathlib import Path

import pytest

from tests.integration.command import Command
from tests.integration.keeping import Keep, caught_up, table_names

PROJECT = "name: shop\nmodels:\n  shop:\n    staging:\n      +schema: stage\n"
FILES = {
    "dbt/models/staging/stg_orders.sql": "select id, amount from {{ source('raw', 'orders') }}\n",
    "dbt/models/sales.sql": "{{ config(materialized='incremental') }}\nselect amount from {{ ref('stg_orders') }}\n"
    "{% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}\n",
    "dbt/models/last.sql": "select * from {{ ref('sales') }}\n",
    "report.sql": "CREATE VIEW report AS SELECT * FROM last;\n",
}
WITH_PROJECT = {"raw.orders", "stage.stg_orders", "sales", "last", "report"}


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    (tmp_path / "files").mkdir()
    return Keep(tmp_path / "files", tmp_path / "state")


async def test_a_project_that_comes_changes_and_goes_leaves_what_a_rebuild_gives(keep: Keep) -> None:
    keep.write(FILES)
    await keep.sync()
    without = await keep.dump()
    assert table_names(without) == {"raw.orders", "stg_orders", "sales", "last", "report"}  # those of the refs
    keep.write({"dbt/dbt_project.yml": PROJECT})
    done = await keep.sync()
    assert done.metrics["files_parsed_total"] == 1
    with_project = await keep.dump()
    assert table_names(with_project) == WITH_PROJECT
    assert '"report.amount"' in "".join(with_project)
    await keep.assert_in_step()
    for text in (
        PROJECT.replace("stage", "other"),
        PROJECT.replace("+schema: stage", "+alias: called"),
        PROJECT.replace("+schema: stage", "+enabled: false"),
        "name: shop\nmodel-paths: [elsewhere]\n",
        "name: [\n",
        PROJECT,
    ):
        keep.write({"dbt/dbt_project.yml": text})
        done = await keep.sync()
        assert done.metrics["files_parsed_total"] <= 1
        await keep.assert_in_step()
    assert await keep.dump() == with_project
    keep.remove("dbt/dbt_project.yml")
    await keep.sync()
    assert await keep.dump() == without


async def test_the_innermost_project_counts_and_one_that_moves_takes_its_models_along(keep: Keep) -> None:
    keep.write(FILES)
    keep.write({"dbt/dbt_project.yml": PROJECT, "dbt_project.yml": "name: all\nmodel-paths: [dbt/models]\n"})
    await keep.sync()
    assert "stage.stg_orders" in table_names(await keep.dump())
    await keep.assert_in_step()
    keep.remove("dbt/dbt_project.yml")
    await keep.sync()
    assert "stage.stg_orders" not in table_names(await keep.dump())
    await keep.assert_in_step()
    keep.rename("dbt_project.yml", "dbt/models/dbt_project.yml")
    await keep.sync()
    await keep.assert_in_step()
    keep.rename("dbt/models/staging/stg_orders.sql", "dbt/models/models/stg_orders.sql")
    await keep.sync()
    await keep.assert_in_step()


async def test_a_project_and_its_models_may_change_at_once_under_watch(keep: Keep) -> None:
    keep.write(FILES)
    async with keep.session() as session:
        await caught_up(session)
        keep.write({"dbt/dbt_project.yml": PROJECT})
        await caught_up(session)
        assert table_names(await keep.dump()) == WITH_PROJECT
        keep.write(
            {"dbt/dbt_project.yml": PROJECT.replace("stage", "other"), "dbt/models/new.sql": "select 1 as one\n"}
        )
        await caught_up(session)
        await keep.assert_in_step()
        keep.remove("dbt/dbt_project.yml", "dbt/models/last.sql")
        await caught_up(session)
        await keep.assert_in_step()


async def test_a_rule_of_the_settings_comes_before_a_project(tmp_path: Path) -> None:
    command = Command(tmp_path)
    command.write({f"sql/{path}": text for path, text in {**FILES, "dbt/dbt_project.yml": PROJECT}.items()})
    command.write({"lineaged.yaml": 'rules: [{match: "sales.sql", target: "own.sales"}]\n'})
    names = {dataset["name"] for dataset in command.json("parse", "sql")["datasets"]}
    assert {"own.sales", "stage.stg_orders", "last"} <= names


def test_parse_sync_and_verify_agree_on_models(tmp_path: Path) -> None:
    command = Command(tmp_path)
    command.write({f"sql/{path}": text for path, text in {**FILES, "dbt/dbt_project.yml": PROJECT}.items()})
    report = command.json("parse", "sql")
    assert {(edge["from"], edge["to"]) for edge in report["lineage"]["tables"]} == {
        ("raw.orders", "stage.stg_orders"),
        ("stage.stg_orders", "sales"),
        ("sales", "sales"),
        ("sales", "last"),
        ("last", "report"),
    }
    command.json("sync", "sql")
    assert command.json("verify")["in_step"]
    feeds = {
        (edge["from"][1], edge["to"][1])
        for edge in map(json.loads, command.run("dump").stdout.splitlines())
        if edge.get("edge") == "FEEDS"
    }
    assert feeds == {(edge["from"], edge["to"]) for edge in report["lineage"]["tables"]}


def test_parse_of_a_part_of_a_project_sees_the_project(tmp_path: Path) -> None:
    command = Command(tmp_path)
    command.write({f"sql/{path}": text for path, text in FILES.items()} | {"sql/dbt/dbt_project.yml": PROJECT})
    report = command.json("parse", "sql/dbt/models/staging/stg_orders.sql", "sql/dbt/models/sales.sql")
    assert [file["path"] for file in report["files"]] == [
        "sql/dbt/models/sales.sql",
        "sql/dbt/models/staging/stg_orders.sql",
    ]
    assert {data["name"] for data in report["datasets"]} == {"stage.stg_orders", "sales"}
    report = command.json("parse", "sql/dbt/models/staging")
    assert [file["path"] for file in report["files"]] == ["stg_orders.sql"]
    assert report["lineage"]["tables"] == [{"from": "raw.orders", "to": "stage.stg_orders", "via": ["value"]}]

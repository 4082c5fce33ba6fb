"""The door: a refused setting as one line for people: where it stands, what it is called, how to mend it. Pure."""

import difflib
from collections.abc import Sequence
from typing import cast, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from watcher.layers import Layer


def complaint(error: ErrorDetails, layers: Sequence[Layer], model: type[BaseModel]) -> str:
    """`lineaged.yaml:3: unknown setting watch.debonce_s; did you mean watch.debounce_s?` and its like."""
    key = ".".join(map(str, error["loc"]))
    if error["type"] == "missing" and key == "state_dir":
        return "state_dir: no home folder to keep state in; give --state-dir or LINEAGED_STATE_DIR"
    place = next((origin for layer in layers if (origin := layer.origin(error["loc"])) is not None), "")
    where = f"{place}: " if place else ""
    if error["type"] == "extra_forbidden":
        return f"{where}unknown setting {key}{_nearest(error['loc'], model)}"
    return f"{where}{key}: {_WORDING.get(error['type']) or _reworded(error['msg'])}"


_WORDING = {
    "missing": "must be given",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "model_type": "must be a section with settings of its own below it",
    "path_type": "must be a path",
    "byte_size_unit": "must be a number of bytes, such as 67108864 or 64 MiB",
    "byte_size": "must be a number of bytes, such as 67108864 or 64 MiB",
    "tuple_type": "must be a list",
}


def _reworded(message: str) -> str:
    message = message.removeprefix("Value error, ").replace("Input should be", "must be", 1)
    return message[:1].lower() + message[1:]


def _nearest(loc: tuple[int | str, ...], model: type[BaseModel]) -> str:
    fields = list(_model_at(loc[:-1], model).model_fields)
    near = difflib.get_close_matches(str(loc[-1]), fields, n=1, cutoff=0.5)
    prefix = "".join(f"{part}." for part in loc[:-1])
    return f"; did you mean {prefix}{near[0]}?" if near else f"; known here: {', '.join(fields)}"


def _model_at(loc: tuple[int | str, ...], model: type[BaseModel]) -> type[BaseModel]:
    """The section whose fields stand at `loc`; a list's number leads to what the list holds."""
    for part in loc:
        if isinstance(part, str):
            kinds = [model.model_fields[part].annotation]
            while kinds and not (isinstance(kinds[0], type) and issubclass(kinds[0], BaseModel)):
                kinds = [*get_args(kinds[0]), *kinds[1:]]
            model = cast(type[BaseModel], kinds[0])
    return model

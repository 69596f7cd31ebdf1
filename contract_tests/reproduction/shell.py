"""A script as shell lines that run as they are: bash, curl, and jq where answers give values.

jq, as no other reader of JSON is found on as many machines that also have curl: runners of CI
systems bring it, every package manager has it, and it needs no interpreter.
"""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Mapping
from dataclasses import dataclass, field
from shlex import quote
from typing import Any

from contract_tests.reproduction.parts import (
    Carried,
    Pieces,
    Variable,
    address,
    content,
    content_type,
    credentials,
    encodable,
    headers,
    joined,
    line,
    text,
)
from contract_tests.reproduction.quoting import extracted, variable_names, word
from contract_tests.script import Script, Step, Upload, bursts, unpadded
from mockserver.model.api import Api
from mockserver.model.nothing import NOTHING
from mockserver.model.operation import Operation

LONGEST_WORD = 100_000
"""What is longer goes through a file: systems limit the length of an argument."""

SENDING = r"curl --silent --show-error --write-out '\n%{stderr}HTTP %{http_code}\n'"


def curl(
    api: Api,
    script: Script,
    base_url: str,
    tokens: Mapping[str, str] = NOTHING,
    *,
    claim: str = "",
) -> str:
    """Return shell lines that send a script, for bash; they print every answer, and its status.

    The operations' paths stand behind `base_url`, which the variable BASE_URL overrides.
    Credentials are read from environment variables: TOKEN_<ROLE>, or what `tokens` has for a
    role. `claim` says what there is to see. Raises KeyError for an operation that is not there.
    """
    lines = _Lines(api, script, tokens)
    steps = [each for number in range(len(script)) for each in lines.step(number)]
    carries = any(True for step in script for _ in step.taken())
    needs = "bash, curl and jq (which takes values out of answers)" if carries else "bash and curl"
    return "\n".join(
        [
            "#!/usr/bin/env bash",
            *([f"# {line(claim)}"] if claim else []),
            f"# {line(api.title)}: {len(script)} requests. Needs {needs}.",
            *lines.variables(),
            f"BASE_URL=${{BASE_URL:-{quote(base_url.rstrip('/'))}}}",
            *(["FILES=$(mktemp -d)"] if lines.files else []),
            *steps,
            *(["", 'rm -r "$FILES"'] if lines.files else []),
            "",
        ]
    )


@dataclass
class _Lines:
    """Writes the lines of a script's steps, which must be asked for in order."""

    api: Api
    script: Script
    tokens: Mapping[str, str]
    files: int = 0
    names: Mapping[Carried, str] = field(init=False)
    several: Mapping[int, tuple[int, ...]] = field(init=False)
    later: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = variable_names(self.api, self.script)
        self.several = {number: each for each in bursts(self.script) for number in each}

    def variables(self) -> list[str]:
        """Return lines that say which credentials are needed, and end it when one is not set."""
        needed: dict[str, str] = {}
        for step in self.script:
            operation = self.api.operations[step.operation]
            for scheme, variable in credentials(self.api, operation, step.role, self.tokens):
                behind = f", behind {scheme.prefix.strip()!r}" if scheme.prefix else ""
                needed[variable] = f"what {scheme.spelled} has for the role {step.role}{behind}"
        return [
            each
            for variable, what in needed.items()
            for each in (f"# {variable}: {line(what)}.", f': "${{{variable}:?is not set}}"')
        ]

    def step(self, number: int) -> list[str]:
        """Return the lines of one step: a comment, its files, the request, what is kept of it."""
        step = self.script[number]
        operation = self.api.operations[step.operation]
        beside = ", at the same time as the next" if step.together else ""
        told = f"{line(step.operation)}: {operation.status} if carried out{beside}"
        lines = ["", f"# {number + 1}. {told}"]
        body = self.body(step, lines)
        sending = " \\\n  ".join([SENDING, *self.head(step, operation, body), *body])
        answer = f"ANSWER_{number + 1}"
        values = [
            f"{name}=$({extracted(carried, answer)})"
            for carried, name in self.names.items()
            if carried.taken.step == number
        ]
        several = self.several[number]
        if len(several) > 1:
            return [*lines, *self.beside(number, several, sending, values)]
        if not values:
            return [*lines, sending]
        return [*lines, f"{answer}=$({sending})", f'echo "${answer}"', *values]

    def beside(
        self, number: int, several: tuple[int, ...], sending: str, values: list[str]
    ) -> list[str]:
        """Return the lines that send a step at the same time as others; behind the last one they
        wait for all, tell their statuses (which would be mixed up letter by letter if they were
        told at once), and take what is kept.
        """
        status = self.word(self.next_file())
        sending += f" \\\n  2> {status}"
        self.later.append(f"cat {status} >&2")
        if values:
            path, answer = self.word(self.next_file()), f"ANSWER_{number + 1}"
            sending += f" \\\n  > {path}"
            self.later += [f"{answer}=$(cat {path})", f'echo "${answer}"', *values]
        lines = [f"{sending} &"]
        if number == several[-1]:
            lines += ["wait", *self.later]
            self.later = []
        return lines

    def head(self, step: Step, operation: Operation, body: list[str]) -> list[str]:
        """Return the arguments that say the method, the address and the headers."""
        method = operation.method.upper()
        found = [] if method == "GET" and not body else [f"--request {quote(method)}"]
        if method == "HEAD":
            found = ["--head"]
        where = joined([Variable("BASE_URL"), *address(operation, step)])
        if any("/%2E" in each for each in where if isinstance(each, str)):
            found.append("--path-as-is")  # curl takes encoded dots for dots
        found.append(f"--url {self.word(where)}")
        for name, value in headers(self.api, operation, step, self.tokens):
            # curl leaves a header without a value out, unless a semicolon ends its name.
            whole = joined([f"{name}: ", *value]) if any(value) else (f"{name};",)
            found.append(f"--header {self.word(whole)}")
        if method in {"POST", "PUT", "PATCH"} and not body:
            found.append("--header 'Content-Length: 0'")
        return found

    def body(self, step: Step, lines: list[str]) -> list[str]:
        """Return the arguments that send the body; lines that write its files are added."""
        if not step.media_type and step.body is None:
            return []
        if step.media_type.startswith("multipart/"):
            if step.body:
                return [self.field(name, value, lines) for name, value in step.body]
            empty = quote(f"Content-Type: {step.media_type}; boundary=none")
            return [f"--header {empty}", "--data-raw --none--"]
        kind = content_type(step)
        found = [f"--header {quote(f'Content-Type: {kind}')}"] if kind else []
        return [*found, self.data(content(step), lines)]

    def data(self, sent: Pieces | bytes, lines: list[str]) -> str:
        """Return the argument that sends a body as it is."""
        if isinstance(sent, bytes):
            return f"--data-binary {self.word(('@', *self.file(sent, lines)))}"
        written = self.word(sent)
        if len(written) <= LONGEST_WORD:
            return f"--data-raw {written}"
        path = self.next_file()
        lines.append(f"printf %s {written} > {self.word(path)}")
        return f"--data-binary {self.word(('@', *path))}"

    def field(self, name: str, value: Any, lines: list[str]) -> str:
        """Return the argument that sends one field of a form."""
        if isinstance(value, Upload):
            kind = f";type={value.media_type}" if value.media_type else ""
            file_name = value.name.replace("\\", "\\\\").replace('"', '\\"')
            path = self.file(value.content, lines)
            quoted = joined([f'{name}=@"', *path, f'";filename="{file_name}"{kind}'])
            return f"--form {self.word(quoted)}"
        pieces = text(value)
        whole = "".join(each for each in pieces if isinstance(each, str))
        if "\0" in whole or not encodable(whole):  # no argument can have it
            path = self.file(whole.encode("utf-8", "surrogatepass"), lines)
            return f"--form {self.word(joined([f'{name}=<', *path]))}"
        return f"--form-string {self.word(joined([f'{name}=', *pieces]))}"

    def file(self, content: bytes, lines: list[str]) -> Pieces:
        """Return the path of a file that added lines write."""
        path = self.next_file()
        kept, padding = unpadded(content)
        lines.append(f"base64 -d > {self.word(path)} <<'END'")
        lines.append(f"{encodebytes(kept).decode()}END")
        if padding:
            lines.append(f"head -c {padding} /dev/zero >> {self.word(path)}")
        return path

    def next_file(self) -> Pieces:
        """Return the path of a file that is not there yet."""
        self.files += 1
        return Variable("FILES"), f"/{self.files}"

    def word(self, pieces: Pieces) -> str:
        """Return one word of the shell."""
        return word(pieces, self.names)

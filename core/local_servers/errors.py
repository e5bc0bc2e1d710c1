"""What is said when the portal cannot start: one sentence, and nothing left running."""

import errno
import os
import sys
from collections.abc import Callable

NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


class Refused(Exception):
    """The portal cannot start here; the message is one sentence that says why and what to do."""


def say(text: str) -> None:
    """Print to the terminal; that nobody listens any more is no reason to stop the portal."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def said_in_one_sentence(main: Callable[[], int]) -> int:
    """Run `main`; a refusal or a full disk becomes one line on stderr and exit code 1."""
    try:
        return main()
    except Refused as refusal:
        sentence = str(refusal)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        sentence = os_error_sentence(error)
    print(sentence, file=sys.stderr)
    return 1


def telling_line(output: str) -> str:
    """What of a program's output tells most: a full disk, else the last line with an error, else the last."""
    if "No space left on device" in output or "ENOSPC" in output:
        return "the disk is full"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "FATAL" in line or "rror" in line]
    return (errors or lines or ["no message"])[-1]


def os_error_sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in NO_SPACE:
        return f"The disk is full{where}: make room and start again."
    if isinstance(error, PermissionError):
        return (
            f"This user may not use {error.filename or 'a file of the portal'}: start as its owner "
            "or as root, or choose another folder with PORTAL_VAR."
        )
    raise error

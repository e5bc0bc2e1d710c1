"""TCP ports of this machine."""

import errno
import socket


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on now; whoever takes it must be ready to lose the race and ask again."""
    with socket.socket(_family(host)) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def why_unusable(host: str, port: int) -> str:
    """One sentence on why nothing can listen on `host`:`port`; empty when it can."""
    try:
        with socket.socket(_family(host)) as probe:
            # As the web server does: a connection in TIME_WAIT is no owner.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError:
        return f"This user may not listen on port {port}: choose one above 1023 with PORT."
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"Port {port} of {host} is taken by another program: choose another with PORT."
        return f"The portal cannot listen on {host}:{port} ({error.strerror}): choose HOST and PORT."
    return ""


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET

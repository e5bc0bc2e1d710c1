"""A Valkey of our own: the broker and the cache, with a password, on 127.0.0.1 and a free port."""

import socket
from pathlib import Path

from core.local_servers.layout import Layout
from core.local_servers.ports import free_port
from core.local_servers.processes import Child, Supervisor, open_log

# Even numbers are brokers, the odd one after each its cache; ./test gives every process a pair of its own.
DATABASES = 512


def start_valkey(
    supervisor: Supervisor, layout: Layout, program: Path, password: str, *, throw_away: bool = False
) -> str:
    """Start Valkey and return its address."""
    port = free_port()
    child = Child(
        name="Valkey",
        command=[program, "-"],
        log=open_log(layout.log, "valkey"),
        env={},
        cwd=layout.data,
        user=layout.user,
        # Not as arguments: `ps` would show the password.
        stdin=_settings(layout, port, password, keep=not throw_away),
    )
    supervisor.start(child)
    supervisor.wait_for(child, lambda: _answers(port, password), seconds=60)
    return f"redis://:{password}@127.0.0.1:{port}/0"


def _settings(layout: Layout, port: int, password: str, *, keep: bool) -> str:
    return "\n".join(
        [
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {password}",
            f"dir {layout.valkey}",
            f"databases {DATABASES}",
            f"appendonly {'yes' if keep else 'no'}",
            "appendfsync everysec",
            'save ""',
            "maxmemory-policy noeviction",  # a full broker must say so, not forget messages
            "",
        ]
    )


def _answers(port: int, password: str) -> bool:
    """Whether the server on this port takes our password: a neighbour's would not."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                received = connection.recv(200)
                if not received:
                    return False
                answer += received
    except OSError:
        return False
    return answer == b"+OK\r\n+PONG\r\n"

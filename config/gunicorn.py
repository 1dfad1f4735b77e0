"""How the web processes run: a few, each with threads, so that slow clients and slow disks cost no memory."""

import os

bind = os.environ.get("DIWAN_BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("DIWAN_WEB_PROCESSES", "2"))
threads = int(os.environ.get("DIWAN_WEB_THREADS", "8"))
worker_class = "gthread"
preload_app = True  # code and templates are loaded once and shared
timeout = 120
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  heartbeats stay off a slow disk
control_socket_disable = True

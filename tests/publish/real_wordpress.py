"""A real WordPress of Debian's packages, with MariaDB, in a folder that goes away.

with WordPress(folder) as site:
    site.url, site.password("editor")
    site.php("echo wp_count_posts()->draft;")
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.publish.newsroom import Newsroom, toml

DEBIAN = Path("/usr/share/wordpress")
ROLES = ("administrator", "editor", "author", "contributor", "subscriber")

_ROUTER = """<?php
foreach (glob(__DIR__ . '/front-*.php') as $front) { if (include $front) { return true; } }
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path !== '/' && is_file(__DIR__ . $path)) { return false; }
$_SERVER['SCRIPT_NAME'] = '/index.php';
require __DIR__ . '/index.php';
"""
_CONFIG = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:%s'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
$table_prefix = 'wp_';
define('WP_HOME', 'http://' . ($_SERVER['HTTP_HOST'] ?? '127.0.0.1')); define('WP_SITEURL', WP_HOME);
define('WP_ENVIRONMENT_TYPE', 'local'); define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_DEBUG', false);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $key) {
    define($key . '_KEY', $key); define($key . '_SALT', $key);
}
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
_INSTALL = """
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Gedankengang', 'administrator', 'administrator@blog.example', true, '', 'login-administrator');
$made = [];
foreach (%s as $role) {
    if (!username_exists($role)) {
        wp_insert_user(['user_login' => $role, 'user_pass' => 'login-' . $role, 'role' => $role,
                        'user_email' => $role . '@blog.example']);
    }
    $user = get_user_by('login', $role);
    [$password] = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => 'digest']);
    $made[$role] = $password;
}
echo json_encode($made);
"""


def missing() -> str:
    """What is not installed; empty if all is there."""
    tools = ("php", "mariadbd", "mariadb-install-db")
    gone = [tool for tool in tools if not shutil.which(tool) and not shutil.which(tool, path="/usr/sbin")]
    gone += [] if (DEBIAN / "wp-load.php").exists() else ["wordpress"]
    return ", ".join(gone)


def room_at(url: str, site: WordPress, folder: Path, role: str = "editor", **more: object) -> Newsroom:
    """A newsroom that pushes to this site (or what stands in front of it) as that role's user."""
    settings = {"kind": "wordpress", "url": url, "user": role, "password": "$WP", **more}
    return Newsroom(folder, toml(settings), environ={"WP": site.password(role)})


class WordPress:
    """Runs from the moment it is entered until it is left.

    Each role of `ROLES` is a user of that name.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = folder / "site"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._passwords: dict[str, str] = {}
        self._fronts = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def password(self, role: str) -> str:
        """The application password of that role's user."""
        return self._passwords[role]

    def __enter__(self) -> Self:
        try:
            self._lay_out()
            self._start_database()
            self._passwords = json.loads(self.php(_INSTALL % json.dumps(ROLES), installing=True))
            self.port = self._start_php()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        for process in reversed(self._processes):
            self._end(process)

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        process.wait(30)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # PHP leaves its workers behind

    def php(self, code: str, *, installing: bool = False) -> str:
        """What PHP code prints that runs inside WordPress, as administrator."""
        before = "define('WP_INSTALLING', true);" if installing else ""
        after = "" if installing else "wp_set_current_user(1);"
        script = f"{before} require '{self._root}/wp-load.php'; {after} {code}"
        done = subprocess.run(
            ["php", "-d", "display_errors=stderr", "-r", script], capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout

    def data(self, code: str) -> Any:
        """What a PHP expression is, as JSON."""
        return json.loads(self.php(f"echo json_encode({code});"))

    def drafts(self) -> list[dict[str, Any]]:
        """All posts but those of the installation, of any status, as the database has them."""
        every = "['post_status' => 'any,trash,auto-draft', 'numberposts' => -1, 'orderby' => 'ID', 'order' => 'ASC']"
        return list(self.data(f"array_values(array_filter(get_posts({every}), fn($post) => $post->ID > 3))"))

    @property
    def draft(self) -> dict[str, Any]:
        """The only post there is."""
        (draft,) = self.drafts()
        return draft

    def clear(self) -> None:
        """Take all posts, own terms and plugins away; back to plain permalinks."""
        self.php(
            "foreach (get_posts(['post_status' => 'any,trash,auto-draft', 'numberposts' => -1]) as $post)"
            " if ($post->ID > 3) wp_delete_post($post->ID, true);"
            "foreach (get_terms(['taxonomy' => ['category', 'post_tag'], 'hide_empty' => false]) as $term)"
            " if ($term->term_id > 1) wp_delete_term($term->term_id, $term->taxonomy);"
            "update_option('permalink_structure', ''); flush_rewrite_rules();"
        )
        self.open_front()
        for plugin in (self._root / "wp-content" / "mu-plugins").iterdir():
            plugin.unlink()

    def pretty_permalinks(self) -> None:
        self.php("update_option('permalink_structure', '/%year%/%postname%/'); flush_rewrite_rules();")

    def plugin(self, code: str) -> None:
        """Run this PHP code with every request from now on, as a plugin does."""
        (self._root / "wp-content" / "mu-plugins" / "test.php").write_text(f"<?php\n{code}\n", "utf-8")

    def unplug(self) -> None:
        """Without that plugin again."""
        (self._root / "wp-content" / "mu-plugins" / "test.php").unlink()

    def front(self, code: str) -> None:
        """Run this PHP code before WordPress, as a server in front does.

        If it returns true, that was the answer.
        """
        self._fronts += 1  # another name each time, for PHP keeps compiled files for seconds
        (self._root / f"front-{self._fronts}.php").write_text(f"<?php\n{code}\n", "utf-8")

    def open_front(self) -> None:
        """Nothing in front of WordPress any more."""
        for file in self._root.glob("front-*.php"):
            file.unlink()

    @contextlib.contextmanager
    def maintenance(self) -> Iterator[None]:
        """As while WordPress updates itself."""
        file = self._root / ".maintenance"
        file.write_text("<?php $upgrading = time();", "utf-8")
        try:
            yield
        finally:
            file.unlink()

    @contextlib.contextmanager
    def limited(self, *settings: str) -> Iterator[str]:
        """The address of a second server for the same site, with these settings of PHP's."""
        port = self._start_php(*settings)
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            self._end(self._processes.pop())

    def _lay_out(self) -> None:
        content = self._root / "wp-content"
        (content / "mu-plugins").mkdir(parents=True)
        for name in ("wp-includes", "wp-admin"):
            (self._root / name).symlink_to(DEBIAN / name)
        (content / "themes").symlink_to(DEBIAN / "wp-content" / "themes")
        for file in DEBIAN.glob("*.php"):
            if file.name != "wp-config.php":
                shutil.copy(file, self._root)
        (self._root / "router.php").write_text(_ROUTER, "utf-8")
        (self._root / "wp-config.php").write_text(_CONFIG % (self._folder / "db.sock"), "utf-8")

    def _start_database(self) -> None:
        data, sock = self._folder / "data", self._folder / "db.sock"
        user = ["--user=root"] if os.geteuid() == 0 else []
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal",
             "--skip-test-db", *user],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        server = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
        command = [
            server, "--no-defaults", f"--datadir={data}", f"--socket={sock}", "--skip-networking",
            f"--pid-file={self._folder}/db.pid", "--innodb-buffer-pool-size=32M", "--skip-log-bin",
            "--innodb-flush-log-at-trx-commit=0", *user,
        ]  # fmt: skip
        self._run(command, "db.log", {})
        create = "mysqli_connect('localhost', 'root', '', '', 0, $argv[1])->query('CREATE DATABASE wordpress');"
        for _ in self._attempts(self._processes[-1]):
            if sock.exists():
                done = subprocess.run(["php", "-r", create, str(sock)], capture_output=True, timeout=60, check=False)
                if done.returncode == 0:
                    return

    def _start_php(self, *settings: str) -> int:
        """Start a server of PHP's with these settings; returns its port once it answers."""
        # Bound until PHP listens there: nobody else is given this port in between.
        with socket.socket() as kept:
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            kept.bind(("127.0.0.1", 0))
            port = int(kept.getsockname()[1])
            self._serve_php(port, settings)
        return port

    def _serve_php(self, port: int, settings: tuple[str, ...]) -> None:
        options = [word for setting in ("opcache.enable_cli=1", *settings) for word in ("-d", setting)]
        command = ["php", *options, "-S", f"127.0.0.1:{port}", "-t", str(self._root), str(self._root / "router.php")]
        self._run(command, "php.log", {"PHP_CLI_SERVER_WORKERS": "3"})
        for _ in self._attempts(self._processes[-1]):
            with (
                contextlib.suppress(urllib.error.URLError, ConnectionError),
                urllib.request.urlopen(f"http://127.0.0.1:{port}/"),
            ):
                return

    def _run(self, command: list[str], log: str, environ: dict[str, str]) -> None:
        with (self._folder / log).open("wb") as stream:
            self._processes.append(
                subprocess.Popen(
                    command, stdout=stream, stderr=stream, env={**os.environ, **environ}, start_new_session=True
                )
            )

    @staticmethod
    def _attempts(process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Ask again every 50 ms, for a minute at most, while the process lives."""
        for _ in range(1200):
            if process.poll() is not None:
                raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
            yield
            time.sleep(0.05)
        raise RuntimeError(f"{process.args!r} does not answer")

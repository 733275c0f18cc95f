//! PgBouncer in front of a test database.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::until;

/// A pooler; it goes when this goes.
pub struct Bouncer {
    child: Child,
    _directory: TempDir,
    /// The database through the pooler.
    pub url: String,
}

impl Bouncer {
    /// Starts one in `pool_mode` in front of the database at `url`, with so few connections that those who ask must share; `None` where
    /// there is no PgBouncer.
    pub async fn start(url: &str, pool_mode: &str) -> Option<Self> {
        let program = [
            "/usr/sbin/pgbouncer",
            "/usr/bin/pgbouncer",
            "/usr/local/bin/pgbouncer",
        ]
        .into_iter()
        .find(|path| Path::new(path).exists());
        let Some(program) = program else {
            println!("PgBouncer skipped: it is not installed");
            return None;
        };
        let rest = url
            .strip_prefix("postgres://")
            .and_then(|rest| rest.split('?').next())
            .unwrap();
        let (user, rest) = rest.split_once('@').unwrap();
        let (host, database) = rest.split_once('/').unwrap();
        let (host, server_port) = host.split_once(':').unwrap_or((host, "5432"));
        let (user, password) = user.split_once(':').unwrap_or((user, ""));
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let directory = tempfile::tempdir().unwrap();
        // PgBouncer refuses to run as root, and whoever it becomes must read this.
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let users = directory.path().join("users");
        fs::write(&users, format!("\"{user}\" \"{password}\"\n")).unwrap();
        let settings = directory.path().join("pgbouncer.ini");
        let is_root = fs::metadata("/proc/self")
            .is_ok_and(|process| std::os::unix::fs::MetadataExt::uid(&process) == 0);
        let run_as = if is_root { "user = nobody" } else { "" };
        let size = if pool_mode == "session" { 60 } else { 3 };
        fs::write(
            &settings,
            format!(
                "[databases]\n* = host={host} port={server_port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
                unix_socket_dir =\nauth_type = trust\nauth_file = {}\npool_mode = {pool_mode}\ndefault_pool_size = {size}\n\
                max_client_conn = 300\n{run_as}\n",
                users.display(),
            ),
        )
        .unwrap();
        let child = Command::new(program)
            .arg("-q")
            .arg(&settings)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        until("PgBouncer listens", async || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        })
        .await;
        Some(Self {
            child,
            _directory: directory,
            url: format!("postgres://{user}@127.0.0.1:{port}/{database}"),
        })
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

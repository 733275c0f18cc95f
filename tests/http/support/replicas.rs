//! PostgreSQL clusters that replicate, and a proxy that leads to the one that lives. Their programs are named by
//! `LATCHKEY_TEST_POSTGRES_BIN`, which `make soak` sets.

use std::{
    fs,
    net::TcpStream,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tempfile::TempDir;

use super::{Running, free_port, until};

/// A cluster in a directory of its own. Killed when dropped.
pub struct Cluster {
    directory: TempDir,
    port: u16,
}

impl Cluster {
    /// A new cluster that standbys may follow.
    pub fn primary() -> Self {
        let cluster = Self::empty();
        cluster.run(
            "initdb",
            &[
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ],
        );
        cluster.start();
        cluster
    }

    /// A copy of `primary` that follows it asynchronously.
    pub fn standby_of(primary: &Self) -> Self {
        let (cluster, port) = (Self::empty(), primary.port.to_string());
        cluster.run(
            "pg_basebackup",
            &[
                "-h",
                "127.0.0.1",
                "-p",
                &port,
                "-U",
                "postgres",
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
                "--no-sync",
            ],
        );
        cluster.start();
        cluster
    }

    fn empty() -> Self {
        let directory = tempfile::tempdir().unwrap();
        if is_root() {
            let owned = Command::new("chown")
                .arg("postgres")
                .arg(directory.path())
                .status();
            assert!(owned.unwrap().success());
        }
        Self {
            directory,
            port: free_port(),
        }
    }

    fn start(&self) {
        let options = format!(
            "-F -p {} -k {} -c listen_addresses=127.0.0.1",
            self.port,
            self.directory.path().display()
        );
        self.run("pg_ctl", &["start", "-w", "-s", "-o", &options]);
    }

    /// Runs one of PostgreSQL's programs on this cluster, as somebody else than root, for whom they refuse to work.
    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = self.command(program, arguments);
        let status = command.status().unwrap();
        assert!(status.success(), "{command:?}: {}", self.log());
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let programs = std::env::var("LATCHKEY_TEST_POSTGRES_BIN")
            .expect("LATCHKEY_TEST_POSTGRES_BIN is not set: run `make soak`");
        let program = PathBuf::from(programs).join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.directory.path().join("log"))
            .unwrap();
        command
            .args(arguments)
            .arg("-D")
            .arg(self.directory.path().join("data"))
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        command
    }

    fn log(&self) -> String {
        fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }

    /// The programs end at once; what was committed and not sent to a standby is lost.
    pub fn kill(&self) {
        self.run("pg_ctl", &["stop", "-m", "immediate", "-s"]);
    }

    /// Makes a standby a primary.
    pub fn promote(&self) {
        self.run("pg_ctl", &["promote", "-w", "-s"]);
    }

    /// Cuts a standby off from `primary`: what is committed there from now on never comes here.
    pub async fn cut_off_from(&self, primary: &Self) {
        let mut here = self.connect("postgres").await;
        // Where nobody listens.
        here.execute("ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=1'")
            .await
            .unwrap();
        here.execute("SELECT pg_reload_conf()").await.unwrap();
        until("the standby is cut off", async || {
            primary
                .number("postgres", "SELECT count(*) FROM pg_stat_replication")
                .await
                == 0
        })
        .await;
    }

    /// The one number that a query answers.
    pub async fn number(&self, database: &str, query: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
            .fetch_one(&mut self.connect(database).await)
            .await
            .unwrap()
    }

    async fn connect(&self, database: &str) -> PgConnection {
        PgConnection::connect(&format!(
            "postgres://postgres@127.0.0.1:{}/{database}",
            self.port
        ))
        .await
        .unwrap()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self
            .command("pg_ctl", &["stop", "-m", "immediate", "-s"])
            .status();
    }
}

/// HAProxy: one address that leads to the primary for as long as it answers, and to the standby afterwards.
pub struct FailoverProxy {
    _running: Running,
    _directory: TempDir,
    port: u16,
}

impl FailoverProxy {
    pub async fn start(primary: &Cluster, standby: &Cluster) -> Self {
        let program = ["/usr/sbin/haproxy", "/usr/bin/haproxy"]
            .into_iter()
            .find(|path| Path::new(path).exists())
            .expect("HAProxy is not installed: run `make soak`");
        let (port, directory) = (free_port(), tempfile::tempdir().unwrap());
        let settings = directory.path().join("haproxy.cfg");
        fs::write(
            &settings,
            format!(
                "defaults\n  mode tcp\n  timeout connect 1s\n  timeout client 1h\n  timeout server 1h\n\
                 listen postgres\n  bind 127.0.0.1:{port}\n\
                 \x20 default-server check inter 100ms fall 2 rise 1 on-marked-down shutdown-sessions\n\
                 \x20 server primary 127.0.0.1:{}\n  server standby 127.0.0.1:{} backup\n",
                primary.port, standby.port,
            ),
        )
        .unwrap();
        let child = Command::new(program)
            .args(["-db", "-q", "-f"])
            .arg(&settings)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let running = Running(child);
        until("HAProxy listens", async || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        })
        .await;
        Self {
            _running: running,
            _directory: directory,
            port,
        }
    }

    /// The database of this name, through the proxy.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

//! Well-known images: how long they take to start, what they listen on, what they log.

use crate::time::Milliseconds;

/// What is known of an image.
#[derive(Debug)]
pub struct Image {
    /// Its names without registry and tag.
    pub names: &'static [&'static str],
    /// From its start until it serves.
    pub starts: Milliseconds,
    /// The ports that it listens on; a probe of another one is refused.
    pub ports: &'static [i64],
    /// The only paths that it answers with success, if it answers others with 404.
    pub paths: &'static [&'static str],
    /// What it prints, by time since its start.
    pub lines: &'static [(Milliseconds, &'static str)],
    /// When it ends by itself and with which code; `None` if it serves for ever.
    pub ends: Option<(Milliseconds, i32)>,
    /// One of these variables must be set, or it ends at once and prints this.
    pub needs: Option<(&'static [&'static str], &'static str)>,
}

/// A server that is known by its ports only.
const SERVER: Image =
    Image { names: &[], starts: 500, ports: &[], paths: &[], lines: &[], ends: None, needs: None };

/// A shell, which ends at once when nobody types.
const SHELL: Image = Image { ends: Some((0, 0)), ..SERVER };

static IMAGES: &[Image] = &[
    Image {
        names: &["nginx", "nginx-unprivileged"],
        ports: &[80, 8080],
        paths: &["/", "/index.html"],
        lines: &[
            (0, "/docker-entrypoint.sh: Configuration complete; ready for start up"),
            (50, "[notice] 1#1: using the \"epoll\" event method"),
            (50, "[notice] 1#1: start worker processes"),
        ],
        ..SERVER
    },
    Image {
        names: &["httpd"],
        ports: &[80],
        paths: &["/", "/index.html"],
        lines: &[(
            100,
            "[mpm_event:notice] AH00489: Apache configured -- resuming normal operations",
        )],
        ..SERVER
    },
    Image {
        names: &["mysql", "mariadb"],
        starts: 8_000,
        ports: &[3306],
        lines: &[
            (0, "[Note] [Entrypoint]: Entrypoint script for MySQL Server started."),
            (1_000, "[Note] [Entrypoint]: Initializing database files"),
            (8_000, "[System] [Server] /usr/sbin/mysqld: ready for connections. port: 3306"),
        ],
        needs: Some((
            &[
                "MYSQL_ROOT_PASSWORD",
                "MYSQL_ALLOW_EMPTY_PASSWORD",
                "MYSQL_RANDOM_ROOT_PASSWORD",
                "MARIADB_ROOT_PASSWORD",
                "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
                "MARIADB_RANDOM_ROOT_PASSWORD",
                "MYSQL_ROOT_PASSWORD_FILE",
            ],
            "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified",
        )),
        ..SERVER
    },
    Image {
        names: &["postgres"],
        starts: 3_000,
        ports: &[5432],
        lines: &[
            (0, "The files belonging to this database system will be owned by user \"postgres\"."),
            (3_000, "LOG:  database system is ready to accept connections"),
        ],
        needs: Some((
            &["POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD", "POSTGRES_PASSWORD_FILE"],
            "Error: Database is uninitialized and superuser password is not specified.",
        )),
        ..SERVER
    },
    Image {
        names: &["redis", "valkey"],
        ports: &[6379],
        lines: &[(0, "* Ready to accept connections tcp")],
        ..SERVER
    },
    Image {
        names: &["mongo"],
        starts: 2_000,
        ports: &[27017],
        lines: &[(2_000, "{\"s\":\"I\",\"c\":\"NETWORK\",\"msg\":\"Waiting for connections\"}")],
        ..SERVER
    },
    Image { names: &["memcached"], ports: &[11211], ..SERVER },
    Image { names: &["rabbitmq"], starts: 6_000, ports: &[5672, 15672], ..SERVER },
    Image { names: &["elasticsearch"], starts: 15_000, ports: &[9200, 9300], ..SERVER },
    Image { names: &["grafana"], starts: 2_000, ports: &[3000], ..SERVER },
    Image { names: &["prometheus"], starts: 1_500, ports: &[9090], ..SERVER },
    Image { names: &["node-exporter"], ports: &[9100], ..SERVER },
    Image {
        names: &["fluentd", "fluent-bit", "filebeat", "logstash"],
        starts: 1_000,
        ports: &[24224, 2020],
        lines: &[(1_000, "[info]: #0 fluentd worker is now running worker=0")],
        ..SERVER
    },
    Image {
        names: &["hello-world"],
        lines: &[
            (0, "Hello from Docker!"),
            (0, "This message shows that your installation appears to be working correctly."),
        ],
        ends: Some((100, 0)),
        ..SERVER
    },
    Image { names: &["pause"], starts: 0, ..SERVER },
    Image {
        names: &[
            "busybox", "alpine", "ubuntu", "debian", "bash", "centos", "fedora", "python", "node",
            "ruby", "perl", "openjdk", "golang", "curl",
        ],
        ..SHELL
    },
];

/// What is known of an image, by its name with or without registry and tag.
pub fn known(image: &str) -> Option<&'static Image> {
    let last = image.split('@').next()?.rsplit('/').next()?;
    let name = last.split(':').next()?;
    IMAGES.iter().find(|image| image.names.contains(&name))
}

import TestSupport
import Testing

@testable import Database

/// Several hosts: the first that takes us is the database.
@Suite(.onPostgreSQL) struct PostgreSQLHostsTests {
    @Test(arguments: [true, false])
    func `a host that takes connections and closes them again is passed over`(isFirst: Bool) throws {
        let stand = try PostgreSQLStand()
        let door = try Door()
        let (host, port) = isFirst ? ("127.0.0.1,", "\(door.port),5432") : ("", "5432,\(door.port)")
        let behind = isFirst ? "" : ",127.0.0.1"
        let address = stand.settings.connection.replacing("?host=", with: "?port=\(port)&host=\(host)") + behind
        let settings = PostgreSQLSettings(
            connection: address, connections: 2, timeouts: .ofTests, random: { 0 })
        let rows = try PostgreSQLServer(settings).run("SELECT 'here'::text FROM notes WHERE name = 'counter'")
        #expect(rows.count == 1)
        withExtendedLifetime(door) {}
    }

    @Test func `the host to which a connection was lost is asked last`() throws {
        let stand = try PostgreSQLStand()
        let address = stand.settings.connection
        let folder = try #require(address.split(separator: "?host=").last)
        let parameters = try PostgreSQLParameters(
            PostgreSQLSettings(connection: "\(address),\(folder),/nowhere", random: { 0 }))
        func host(after lost: Int?) throws -> Int {
            try PostgreSQLConnection(parameters, stand.settings.timeouts, after: lost).host
        }
        #expect(try [host(after: nil), host(after: 0), host(after: 1), host(after: 2)] == [0, 1, 0, 0])
    }

    @Test func `a thread whose connection is lost goes to another host first`() async throws {
        let stand = try PostgreSQLStand()
        let door = try Door()
        let address = stand.settings.connection.replacing("?host=", with: "?port=5432,\(door.port)&host=")
        let settings = PostgreSQLSettings(
            connection: address + ",127.0.0.1", connections: 1, timeouts: .ofTests, random: { 0 })
        let database = try Database(.server(settings), migrations: PostgreSQLStand.migrations, limits: .ofTests)
        let process = try await database.write { try $0.process() }
        #expect(door.visits == 0)
        try PostgreSQLServer(stand.settings).run("SELECT pg_terminate_backend(\(process), 5000)")
        #expect(try await database.write { try $0.process() } != process)
        #expect(door.visits == 1)
    }

    @Test func `a machine that says nothing any more is given up after three seconds`() throws {
        let values = try values("postgres://hue@db.hue.test/hue", at: 0)
        #expect(values["tcp_user_timeout"] == "3000")
        #expect(["keepalives_idle", "keepalives_interval"].map { values[$0] } == ["1", "1"])
    }

    private func values(_ address: String, at host: Int) throws -> [String: String] {
        try PostgreSQLParameters(PostgreSQLSettings(connection: address, random: { 0 })).values(at: host)
    }

    @Test(arguments: [
        ("postgres://hue@db1,db2/hue", ["host": "db1"], ["host": "db2"]),
        ("postgres://hue@db1:6432,db2/hue", ["host": "db1", "port": "6432"], ["host": "db2"]),
        ("host=db1,db2 port=6432", ["host": "db1", "port": "6432"], ["host": "db2", "port": "6432"]),
        (
            "postgres://hue@db1,db2/hue?hostaddr=10.0.0.1,", ["host": "db1", "hostaddr": "10.0.0.1"], ["host": "db2"]
        ),
    ])
    func `each host has its own port and address, or none`(
        address: String, first: [String: String], second: [String: String]
    ) throws {
        for (host, expected) in [first, second].enumerated() {
            let values = try values(address, at: host).filter { ["host", "hostaddr", "port"].contains($0.key) }
            #expect(values == expected)
        }
    }

    @Test func `as many ports as hosts are needed, or one`() throws {
        let settings = PostgreSQLSettings(
            connection: "postgres://hue@/hue?host=/nowhere,/neither&port=1,2,3", random: { 0 })
        #expect(throws: DatabaseError.self) { try PostgreSQLServer(settings) }
    }

    @Test func `a server before 15 is refused, and said`() throws {
        let door = try Door(saying: Door.welcome(version: "14.11"))
        let settings = PostgreSQLSettings(connection: door.address, random: { 0 })
        #expect(throws: DatabaseError.unavailable("PostgreSQL 15 or later is needed, and this one is 14.11")) {
            try PostgreSQLServer(settings)
        }
        withExtendedLifetime(door) {}
    }
}

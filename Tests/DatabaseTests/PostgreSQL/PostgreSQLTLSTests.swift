import TestSupport
import Testing

@testable import Database

/// Who the server is, is proven wherever the way to it isn't this machine's own.
@Suite struct PostgreSQLTLSModeTests {
    private static func mode(_ address: String, _ defaults: [String: String] = [:]) throws -> String? {
        let settings = PostgreSQLSettings(connection: address, random: { 0 })
        return try PostgreSQLParameters(settings, defaults: defaults).values(at: 0)["sslmode"]
    }

    @Test(arguments: [
        "postgres://hue@db.hue.test/hue", "postgres://hue@db1,db2/hue", "postgres://hue@127.0.0.1,db2/hue",
        "postgres://hue@10.0.0.1/hue", "postgres://hue@localhost/hue?hostaddr=10.0.0.1", "host=db.hue.test dbname=hue",
        "postgres://hue@[2001:db8::1]/hue", "postgres://hue@localhost.hue.test/hue", "postgres:///hue?service=city",
        "postgres://hue@127.0.0.1.hue.test/hue", "postgres://hue@localhost,db2/hue?hostaddr=127.0.0.1,",
        "postgres://hue@db.hue.test/hue?sslmode=",
    ])
    func `of another machine a certificate is asked for, in its name`(address: String) throws {
        #expect(try Self.mode(address) == "verify-full")
    }

    @Test(arguments: [
        "postgres:///hue", "postgres://hue@/hue?host=/run/postgresql", "postgres://hue@localhost/hue",
        "postgres://hue@127.0.0.1,[::1]/hue", "postgres://hue@db.hue.test/hue?hostaddr=127.0.0.1",
        "postgres://hue@/hue?host=@abstract",
    ])
    func `of this machine none is`(address: String) throws {
        #expect(try Self.mode(address) == nil)
    }

    @Test func `what the address says itself counts`() throws {
        #expect(try Self.mode("postgres://hue@db.hue.test/hue?sslmode=disable") == "disable")
    }

    @Test(arguments: [
        ("postgres:///hue", ["host": "db.hue.test"]), ("postgres:///hue", ["hostaddr": "10.0.0.1"]),
        // Libpq goes to the address that its environment names, whatever the name is.
        ("postgres://hue@localhost/hue", ["hostaddr": "10.0.0.1"]),
        ("postgres://hue@db.hue.test/hue", ["sslmode": "disable"]),
        ("postgres://hue@/hue?host=,/run/postgresql", ["host": "db.hue.test"]),
    ])
    func `nor does a host get by that libpq takes from its environment or a service`(
        address: String, defaults: [String: String]
    ) throws {
        #expect(try Self.mode(address, defaults) == "verify-full")
    }

    @Test func `a host of the environment that is this machine's needs none`() throws {
        #expect(try Self.mode("postgres:///hue", ["host": "/run/postgresql"]) == nil)
    }
}

/// The same with a server.
@Suite struct PostgreSQLTLSTests {
    @Test func `a server is taken with its root and its name, and refused without either`() async throws {
        let server = try await PostgreSQLCluster.withTLS(name: "db.hue.test")
        func run(as host: String, _ root: String) throws -> [Row] {
            let address = "postgres://hue@\(host):\(server.port)/postgres?hostaddr=127.0.0.1&sslmode=verify-full"
            let settings = PostgreSQLSettings(connection: address + root, timeouts: .ofTests, random: { 0 })
            return try PostgreSQLServer(settings).run("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        }
        let root = "&sslrootcert=\(server.certificate)"
        #expect(try run(as: "db.hue.test", root).first?.flag(0) == true)
        #expect(throws: DatabaseError.self) { try run(as: "db.hue.test", "") }
        #expect(throws: DatabaseError.self) { try run(as: "other.hue.test", root) }
    }
}

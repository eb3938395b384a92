import Database
import TestSupport
import Testing

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

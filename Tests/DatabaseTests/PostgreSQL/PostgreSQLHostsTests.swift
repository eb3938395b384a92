import Database
import Foundation
import TestSupport
import Testing

/// Several hosts: the first that takes us is the database.
@Suite(.onPostgreSQL) struct PostgreSQLHostsTests {
    /// What accepts every connection and closes it again, as a proxy does in front of a server that is down.
    private final class Door: Sendable {
        let port: Int
        private let descriptor: Int32

        struct Shut: Error {}

        init() throws {
            port = try freePort()
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            descriptor = listener
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            address.sin_port = UInt16(port).bigEndian
            let isBound = withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    bind(listener, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isBound, listen(listener, 16) == 0 else { throw Shut() }
            Thread.detachNewThread {
                while true {
                    let visitor = accept(listener, nil, nil)
                    guard visitor >= 0 else { break }
                    close(visitor)
                }
                close(listener)
            }
        }

        deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    @Test(arguments: [true, false])
    func `a host that takes connections and closes them again is passed over`(isFirst: Bool) throws {
        let stand = try PostgreSQLStand()
        let door = try Door()
        let (host, port) = isFirst ? ("127.0.0.1,", "\(door.port),5432") : ("", "5432,\(door.port)")
        let behind = isFirst ? "" : ",127.0.0.1"
        let address = stand.settings.connection.replacing("?host=", with: "?port=\(port)&host=\(host)") + behind
        let settings = PostgreSQLSettings(connection: address, connections: 2, random: { 0 })
        let rows = try PostgreSQLServer(settings).run("SELECT 'here'::text FROM notes WHERE name = 'counter'")
        #expect(rows.count == 1)
        withExtendedLifetime(door) {}
    }

    @Test func `as many ports as hosts are needed, or one`() throws {
        let settings = PostgreSQLSettings(
            connection: "postgres://hue@/hue?host=/nowhere,/neither&port=1,2,3", random: { 0 })
        #expect(throws: DatabaseError.self) { try PostgreSQLServer(settings) }
    }
}

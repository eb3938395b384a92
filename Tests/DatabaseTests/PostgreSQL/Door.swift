import Foundation
import Synchronization
import TestSupport

/// What stands where a server should, on loopback: it takes every connection, says its words to whoever comes, and nothing
/// more.
final class Door: Sendable {
    struct Shut: Error {}

    let port: Int
    private let descriptor: Int32
    private let counted = Counted()

    /// How many have come.
    var visits: Int { counted.visits.load(ordering: .relaxed) }

    private final class Counted: Sendable { let visits = Atomic(0) }

    /// - Parameter words: what it says; without any it closes the connection again, as a proxy does in front of a server
    ///   that is down.
    init(saying words: [UInt8] = []) throws {
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
        Thread.detachNewThread { [counted] in
            var visitors: [Int32] = []
            while true {
                let visitor = accept(listener, nil, nil)
                guard visitor >= 0 else { break }
                counted.visits.add(1, ordering: .relaxed)
                visitors.append(visitor)
                guard words.isEmpty || send(visitor, words, words.count, Int32(MSG_NOSIGNAL)) < 0 else { continue }
                close(visitors.removeLast())
            }
            for visitor in visitors + [listener] { close(visitor) }
        }
    }

    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// As a configuration names it.
    var address: String { "postgres://hue@127.0.0.1:\(port)/hue?sslmode=disable" }

    /// What a PostgreSQL says to whoever it trusts (its manual, "Message Flow", start-up): AuthenticationOk, what libpq
    /// asks of its parameters, ReadyForQuery.
    static func welcome(version: String) -> [UInt8] {
        func message(_ kind: Character, _ content: [UInt8]) -> [UInt8] {
            Array("\(kind)".utf8) + withUnsafeBytes(of: UInt32(content.count + 4).bigEndian, Array.init) + content
        }
        func parameter(_ name: String, _ value: String) -> [UInt8] {
            message("S", Array("\(name)\0\(value)\0".utf8))
        }
        return message("R", [0, 0, 0, 0]) + parameter("server_version", version)
            + parameter("server_encoding", "UTF8") + parameter("in_hot_standby", "off")
            + parameter("default_transaction_read_only", "off") + message("Z", Array("I".utf8))
    }
}

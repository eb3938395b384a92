import Foundation
import Synchronization

/// No port of loopback could be had.
package struct NoFreePort: Error {}

/// Below what Linux gives to those who connect (ip_local_port_range: 32768 and above): there, any of the suite's own
/// connections can take a port between its being found free and its server's start.
private let ports = 15_000..<32_000

/// Where the search goes on: no port is given twice in a process, and two processes hardly begin at the same one.
private let cursor = Mutex(Int.random(in: ports))

/// A port of loopback on which nobody listens at this moment, and that no other test of this process gets.
package func freePort() throws -> Int {
    for _ in ports {
        let port = cursor.withLock { next in
            defer { next = next + 1 < ports.upperBound ? next + 1 : ports.lowerBound }
            return next
        }
        if isFree(port) { return port }
    }
    throw NoFreePort()
}

private func isFree(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = UInt16(port).bigEndian
    return withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}

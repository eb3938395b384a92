import Glibc
import LDAP
import Synchronization
import Testing

/// How an act failed. That it didn't is an issue.
func failure<Value>(
    of act: () async throws -> Value, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> LDAPError {
    do {
        _ = try await act()
    } catch let error as LDAPError {
        return error
    }
    try #require(Bool(false), "it did not fail", sourceLocation: sourceLocation)
    return .cancelled
}

/// A server's refusal of an act; another failure, or none, is an issue.
func refusal<Value>(
    of act: () async throws -> Value, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> LDAPRefusal {
    let error = try await failure(of: act, sourceLocation: sourceLocation)
    guard case .refused(let refusal) = error else { throw error }
    return refusal
}

/// Keeps the messages of a refresh.
final class Kept: Sendable {
    private let kept = Mutex<[SyncMessage]>([])

    func take(_ message: SyncMessage) { kept.withLock { $0.append(message) } }

    var messages: [SyncMessage] { kept.withLock { $0 } }
}

/// A port of loopback where nobody is let in any more: one waits to be accepted, and there is room for no other (listen(2)).
/// Whoever comes gets no answer to its first packet.
final class FullPort {
    struct NoSocket: Error { let code = errno }

    let number: Int
    private let listening: Int32
    private let waiting: Int32

    init() throws {
        let (listening, waiting) = (Self.socket(), Self.socket())
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listening, generic, size) == 0 && listen(listening, 0) == 0
                    && getsockname(listening, generic, &size) == 0 && connect(waiting, generic, size) == 0
            }
        }
        number = Int(UInt16(bigEndian: address.sin_port))
        (self.listening, self.waiting) = (listening, waiting)
        // Not only connected: in the queue.
        var arrival = pollfd(fd: listening, events: Int16(POLLIN), revents: 0)
        guard isReady, poll(&arrival, 1, -1) == 1 else { throw NoSocket() }
    }

    func close() {
        Glibc.close(waiting)
        Glibc.close(listening)
    }

    private static func socket() -> Int32 { Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
}

/// A script that stands before a server: it prints first where it listens, then what happens.
final class ProxyProcess: Sendable {
    private let daemon: Daemon
    private let place: String

    /// Its port; nought where it listens on a socket.
    var port: Int { Int(place) ?? 0 }
    var url: String { port > 0 ? "ldap://127.0.0.1:\(port)" : "ldapi://" + place.replacing("/", with: "%2F") }

    /// - Parameter server: a port of loopback, or the path of a socket.
    static func run<Result>(
        _ script: String, _ server: String, _ arguments: [String], _ body: (ProxyProcess) async throws -> Result
    ) async throws -> Result {
        let daemon = Daemon("/usr/bin/python3", ["\(Slapd.data)/\(script)", server] + arguments)
        do {
            let place = try await daemon.wait { printed in
                printed.split(separator: "\n", omittingEmptySubsequences: false).dropLast().first.map(String.init)
            }
            let result = try await body(ProxyProcess(daemon, place))
            await daemon.stop()
            return result
        } catch {
            await daemon.stop()
            throw error
        }
    }

    private init(_ daemon: Daemon, _ place: String) { (self.daemon, self.place) = (daemon, place) }

    func wait(for line: String) async throws {
        try await daemon.wait { $0.contains(line + "\n") ? true : nil }
    }
}

/// Stands before a server of this machine and fails as told: the first connection by the first mode, and so on, later
/// ones by the last.
package final class FailingProxy: Sendable {
    package enum Mode: Sendable, CustomStringConvertible {
        case pass, mute
        /// Closed after so many bytes of the server's.
        case cut(Int)
        /// Left open, and nothing more comes after so many bytes of the server's.
        case stall(Int)

        package var description: String {
            switch self {
            case .pass: "pass"
            case .mute: "mute"
            case .cut(let count): "cut:\(count)"
            case .stall(let count): "stall:\(count)"
            }
        }
    }

    package let port: Int
    package var url: String { "ldap://127.0.0.1:\(port)" }

    @discardableResult package static func run<Result>(
        to port: Int, _ modes: [Mode], _ body: (FailingProxy) async throws -> Result
    ) async throws -> Result {
        let daemon = Daemon(
            "/usr/bin/python3", [Slapd.data + "/proxy.py", "\(port)"] + modes.map(\.description))
        do {
            let own = try await daemon.wait { printed in
                printed.split(separator: "\n", omittingEmptySubsequences: false).dropLast().first.flatMap { Int($0) }
            }
            let result = try await body(FailingProxy(port: own))
            await daemon.stop()
            return result
        } catch {
            await daemon.stop()
            throw error
        }
    }

    private init(port: Int) { self.port = port }
}

/// Stands before a server of this machine and fails as told: the first connection by the first mode, and so on, later
/// ones by the last.
package final class FailingProxy: Sendable {
    package enum Mode: Sendable, CustomStringConvertible {
        case pass, mute
        /// Closed after so many bytes of the server's.
        case cut(Int)
        /// Closed after so many bytes for each connection that came before: the next a step further on.
        case sweep(Int)
        /// Left open, and nothing more comes after so many bytes of the server's.
        case stall(Int)

        package var description: String {
            switch self {
            case .pass: "pass"
            case .mute: "mute"
            case .cut(let count): "cut:\(count)"
            case .sweep(let step): "sweep:\(step)"
            case .stall(let count): "stall:\(count)"
            }
        }
    }

    private let proxy: ProxyProcess

    package var port: Int { proxy.port }
    package var url: String { proxy.url }

    @discardableResult package static func run<Result>(
        to port: Int, _ modes: [Mode], _ body: (FailingProxy) async throws -> Result
    ) async throws -> Result {
        try await ProxyProcess.run("proxy.py", "\(port)", modes.map(\.description)) { try await body(FailingProxy($0)) }
    }

    /// Before a socket of this machine, at one beside it.
    @discardableResult package static func run<Result>(
        to socket: String, _ modes: [Mode], _ body: (FailingProxy) async throws -> Result
    ) async throws -> Result {
        try await ProxyProcess.run("proxy.py", socket, modes.map(\.description)) { try await body(FailingProxy($0)) }
    }

    private init(_ proxy: ProxyProcess) { self.proxy = proxy }

    /// Waits until a connection is held back.
    package func untilStalled() async throws { try await proxy.wait(for: "stalled") }
}

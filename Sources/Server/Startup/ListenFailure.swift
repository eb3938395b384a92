import NIOCore
import ServiceLifecycle
import Settings

/// A port that can't be had (`EX_UNAVAILABLE`): somebody took it after `StartupCheck` had tried it.
package struct ListenFailure: Error, CustomStringConvertible {
    package let problem: ConfigurationProblem

    package var description: String { problem.description }
}

/// A server whose port is named when it can't be had.
struct ListeningService: Service {
    let service: any Service
    let host: String
    let port: Int

    func run() async throws {
        do { try await service.run() } catch let error as IOError {
            // What becomes of a connection ends that one and no server: only listening can fail like this.
            throw ListenFailure(
                problem: ConfigurationProblem(
                    place: "\(host):\(port)", text: ListenProbe.text(of: error.errnoCode, host, port)))
        }
    }
}

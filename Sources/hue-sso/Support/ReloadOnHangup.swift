import Logging
import Operations
import Server
import ServiceLifecycle
import Settings
import UnixSignals

/// On SIGHUP reads the configuration again, and gives the server what can be changed while it runs; a mistake in it is
/// logged and changes nothing. SIGHUP never ends the server: `systemctl reload`, logrotate and whatever renews
/// certificates send it.
struct ReloadOnHangup: Service {
    let hangups: UnixSignalsSequence
    let data: DataOptions
    let installation: Installation
    let server: ProviderServer

    private static let logger = Logger(label: "hue-sso")

    func run() async throws {
        for await _ in hangups.cancelOnGracefulShutdown() { await reload() }
    }

    private func reload() async {
        do {
            let settings = try await data.configuration().completed(by: installation).settings()
            try server.reload(settings.listen)
            Self.logger.notice("the configuration was read again")
        } catch {
            Self.logger.error("the configuration can't be read again", metadata: ["error": "\(error)"])
        }
    }
}

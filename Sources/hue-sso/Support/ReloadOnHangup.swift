import Logging
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
    /// What the records said to all nodes at the start. Of that nothing changes while the server runs, and the database may be
    /// away when a certificate is renewed.
    let recorded: RecordedSettings?
    let server: ProviderServer

    private static let logger = Logger(label: "hue-sso")

    func run() async throws {
        for await _ in hangups.cancelOnGracefulShutdown() { await reload() }
    }

    private func reload() async {
        do {
            let settings = try await data.configuration().completed(by: recorded).settings()
            try server.reload(settings.listen)
            Self.logger.notice("the configuration was read again")
        } catch {
            Self.logger.error("the configuration can't be read again", metadata: ["error": "\(error)"])
        }
    }
}

import ArgumentParser
import CoreMetrics
import Foundation
import Identity
import Keys
import Logging
import Operations
import Server
import ServiceLifecycle
import Settings

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Chạy hệ thống. (Serve, with the settings of the configuration.)")

    @OptionGroup var data: DataOptions

    func run() async throws {
        try await reporting {
            let configuration = try await data.configuration()
            let settings = try configuration.settings()
            let masterKey = try configuration.masterKey()
            LoggingSystem.bootstrap { JSONLogHandler(label: $0) }
            let metrics = PrometheusMetrics()
            MetricsSystem.bootstrap(metrics)
            let provider = try await makeProvider(
                settings, configuration, masterKey: masterKey, fetcher: HTTPClientFetcher(), metrics: metrics)
            let server = ProviderServer(provider, listen: settings.listen)
            let service = ReadyService(server: server) { port in
                print("\(settings.issuer.text) (\(settings.listen.host):\(port))")
                fflush(nil)
            }
            let group = ServiceGroup(
                services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "hue-sso"))
            try await group.run()
        }
    }
}

/// A server that says when it is ready.
struct ReadyService: Service {
    let server: ProviderServer
    let onReady: @Sendable (Int) async -> Void

    func run() async throws { try await server.run(onReady: onReady) }
}

/// Opens records and keys, writes down the keys that had to be made, and puts the provider together.
func makeProvider(
    _ settings: ProviderSettings, _ configuration: ProviderConfiguration, masterKey: consuming MasterKey,
    fetcher: HTTPClientFetcher, metrics: PrometheusMetrics
) async throws -> Provider {
    let installation = try openInstallation(configuration)
    let vault = try KeyVault(
        directory: settings.keysDirectory, masterKey: masterKey, random: installation.random)
    let secrets = try vault.open(at: installation.clock.now)
    try await CheckSeals(installation, vault).run()
    try await RecordKeyGeneration(installation).run(secrets.generated, .byOperator(installation))
    return try Provider(
        settings, installation: installation, secrets: secrets, vault: vault, fetcher: fetcher,
        logger: Logger(label: "hue-sso"),
        metrics: metrics)
}

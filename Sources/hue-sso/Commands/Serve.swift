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
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Chạy hệ thống. (Serve, with the settings of the configuration.)")

    @OptionGroup var data: DataOptions

    func run() async throws {
        try await reporting {
            // Before anything else: whoever rotates logs or certificates doesn't wait until we are ready.
            let hangups = await UnixSignalsSequence(trapping: .sighup)
            let own = try await data.configuration()
            let isThere = try Installation.isThere(own.recordsLocation())
            // In a folder where there is nothing at all, the folder is what is wrong.
            guard isThere || own.namesIssuer else { throw CommandFailure.noInstallation(own) }
            let configuration = try await own.completed()
            let settings = try configuration.settings()
            let masterKey = try configuration.masterKey()
            guard isThere else { throw CommandFailure.noInstallation(configuration) }
            try StartupCheck(settings, configuration).require()
            let metrics = PrometheusMetrics()
            MetricsSystem.bootstrap(metrics)
            let log = startLog()
            defer { log.flush() }
            let provider = try await makeProvider(
                settings, configuration, masterKey: masterKey, fetcher: HTTPClientFetcher(), metrics: metrics)
            let desk: DirectoryDesk? =
                if let mapping = try configuration.mapping() {
                    try await makeDirectoryDesk(mapping, provider.installation)
                } else { nil }
            let server = ProviderServer(provider, listen: settings.listen, directory: desk)
            let service = ReadyService(server: server) { port in
                print("\(settings.issuer.text) (\(settings.listen.host):\(port))")
                fflush(nil)
            }
            let reload = ReloadOnHangup(
                hangups: hangups, data: data, recorded: configuration.recorded, server: server)
            let group = ServiceGroup(
                services: [service, reload], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "hue-sso"))
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

/// Opens records and keys of an installation that is there, and puts the provider together, if they belong together.
func makeProvider(
    _ settings: ProviderSettings, _ configuration: ProviderConfiguration, masterKey: consuming MasterKey,
    fetcher: HTTPClientFetcher, metrics: PrometheusMetrics
) async throws -> Provider {
    let clock: any WallClock = configuration.namesDatabaseServer ? SteadyWallClock() : SystemWallClock()
    let installation = try openInstallation(configuration, clock: clock)
    try await installation.compareClocks()
    let vault = try KeyVault(masterKey: masterKey, random: installation.random)
    let secrets = try await openKeys(configuration, installation, vault)
    switch try await ConfirmSecrets(installation).run(secrets.fingerprints, .byOperator(installation)) {
    case .confirmed, .recorded: break
    case .foreign(let discrepancy): throw CommandFailure(discrepancy, configuration)
    }
    let envelopeKeys = try await openEnvelopeKeys(configuration, installation, vault)
    if settings.vneid?.sealsEnvelopes == true, envelopeKeys.current.isEmpty {
        throw CommandFailure([.noEnvelopeKey], code: EX_CONFIG)
    }
    return try Provider(
        settings, installation: installation, secrets: secrets, vault: vault, envelopeKeys: envelopeKeys,
        fetcher: fetcher,
        logger: Logger(label: "hue-sso"),
        metrics: metrics)
}

/// Opens the keys of the records; where those have none yet, a folder's of versions before are taken into them.
func openKeys(
    _ configuration: ProviderConfiguration, _ installation: Installation, _ vault: KeyVault
) async throws -> ProviderSecrets {
    let folder = KeyFolder(configuration.keysDirectory)
    switch try await OpenKeys(installation, vault, formerly: folder).run(.byOperator(installation)) {
    case .opened(let secrets): return secrets
    case .adopted(let secrets):
        warn(
            "khóa trong \(folder.path) đã vào cơ sở dữ liệu và không còn được đọc ở đó; hãy sao lưu lại, rồi xóa thư mục đó",
            english:
                "the keys of \(folder.path) are in the database now, and are read there no more; make a new backup, "
                + "and remove the folder then")
        return secrets
    case .foreign(let discrepancy): throw CommandFailure(discrepancy, configuration)
    }
}

/// Opens the keys that VNeID seals to; where the records have none, that of a version before's file is taken into them.
func openEnvelopeKeys(
    _ configuration: ProviderConfiguration, _ installation: Installation, _ vault: KeyVault
) async throws -> EnvelopeKeyRing {
    if let path = configuration.vneidKeyFile,
        try await AdoptEnvelopeKey(installation, vault.sealer).run(EnvelopeKeyFile(path), .byOperator(installation))
    {
        warn(
            "khóa trong \(path) đã vào cơ sở dữ liệu và không còn được đọc ở đó; hãy sao lưu lại, rồi xóa tệp và vneid.key-file",
            english:
                "the key of \(path) is in the database now, and is read there no more; make a new backup, and remove the "
                + "file and vneid.key-file then")
    }
    let ring = EnvelopeKeyRing()
    try await LoadEnvelopeKeys(installation, vault.sealer, ring).run()
    return ring
}

extension Bilingual {
    static let noEnvelopeKey = Bilingual(
        "vneid.profile là quirks mà chưa có khóa để VNeID mã hóa cho; hãy chạy hue-sso vneid make-key",
        "vneid.profile is quirks, and there is no key that VNeID could encrypt to; run hue-sso vneid make-key")
}

extension CommandFailure {
    /// Keys and records of different installations.
    init(_ discrepancy: ConfirmSecrets.Discrepancy, _ configuration: ProviderConfiguration) {
        let database = configuration.databasePlace
        var texts: [Bilingual] = []
        if discrepancy.isPairwiseForeign {
            texts.append(
                Bilingual(
                    "bí mật ở đây không phải là bí mật mà \(database) được tạo với; dùng nó thì mọi người thành "
                        + "người lạ tại các nền tảng",
                    "the pairwise secret here is not the one that \(database) was made with; with it everybody would "
                        + "be a stranger to the platforms"))
        }
        for key in discrepancy.missingKeys {
            texts.append(
                Bilingual(
                    "thiếu khóa ký \(key) của \(database)",
                    "the signing key \(key) of \(database) is missing"))
        }
        texts.append(
            Bilingual(
                "hãy sửa 'data' hoặc 'database', hoặc khôi phục bản sao lưu; xem hue-sso restore",
                "mend 'data' or 'database', or restore a backup; see hue-sso restore"))
        self.init(texts, code: EX_CONFIG)
    }
}

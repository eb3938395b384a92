import Cryptography
import DemoPlatform
import Foundation
import HueSBackend
import Identity
import Keys
import OpenIDConnect
import Operations
import Server
import ServiceLifecycle
import Settings
import VNeIDMock
import Wire

/// Starts the three servers in the order in which they need to know of each other: the mock and the platform first,
/// whose ports the provider is told.
struct DemoService: Service {
    let data: String
    let port: Int
    let vneidPort: Int
    let platformPort: Int
    let hueSPort: Int
    let mapPort: Int
    let vneidProfile: DemoVNeID.Profile
    /// `nil` where slapd isn't installed, or not wanted.
    let directory: DemoDirectory?
    let metrics: PrometheusMetrics
    let onReady: @Sendable (DemoSummary) -> Void

    private static let vneidClientID = "sso-hue-web"

    func run() async throws {
        let clock = SystemWallClock()
        let random = KernelRandomSource()
        let fetcher = HTTPClientFetcher()
        let personas = try PersonaFile.standard()
        let mock = try VNeIDMock(
            settings: VNeIDMockSettings(
                port: vneidPort, personas: personas, servesSimulationFaults: true, clock: clock, random: random))
        let platform = try DemoPlatform(
            settings: DemoPlatformSettings(
                port: platformPort, scopes: ["profile", "org", "permissions"],
                functions: try DemoClients.demoFunctions(), clock: clock, random: random, fetcher: fetcher))

        try await withThrowingTaskGroup(of: Void.self) { servers in
            let vneid = try await Self.start(&servers) { ready in try await mock.run(onReady: ready) }
            let platformAt = try await Self.start(&servers) { ready in try await platform.run(onReady: ready) }
            let hueS = try await DemoHueS.start(
                &servers, port: hueSPort, mapPort: mapPort, clock: clock, random: random, fetcher: fetcher)

            let secret = Base64URL.encode(random.bytes(32))
            let configuration = try await configuration(vneidPort: vneid, vneidSecret: secret)
            if let directory {
                try await directory.prepare()
                servers.addTask { try await directory.run() }
            }
            let settings = try configuration.settings()
            if try !Installation.isThere(configuration.recordsLocation()) {
                try await makeDemoInstallation(configuration)
            }
            try await DemoVNeID.register(at: mock, settings, secret: secret, configuration)
            let provider = try await makeProvider(
                settings, configuration, masterKey: try configuration.masterKey(), fetcher: fetcher,
                metrics: metrics)
            let installation = provider.installation
            let clients = try await DemoClients.register(
                on: installation, DemoClients.registrations(platformPort: platformAt) + hueS.registrations,
                secretsFile: configuration.keysDirectory + "/demo-secrets.json")
            try await DemoAccounts.add(to: installation, configuration)
            try await DemoCity(installation: installation, configuration: configuration).add()
            let desk = try await desk(installation)
            if let own = clients.first(where: { $0.client.id == DemoClients.platformID }), let secret = own.secret {
                await platform.connect(
                    to: DemoRegistration(
                        issuer: settings.issuer.uri, clientID: own.client.id.text, clientSecret: secret))
            }
            await hueS.connect(to: settings.issuer.uri, clients)
            let server = ProviderServer(provider, listen: settings.listen, directory: desk)
            _ = try await Self.start(&servers) { ready in try await server.run(onReady: ready) }
            onReady(
                DemoSummary(
                    issuer: settings.issuer.text, vneid: "http://localhost:\(vneid)",
                    platform: "http://localhost:\(platformAt)", hueS: hueS.address,
                    directory: directory.map { ($0.server, $0.mappingFile) }, clients: clients,
                    people: DemoAccounts.people + personas.map(DemoSummary.Person.init)))
            // The first server that ends, ends the demo.
            try await servers.next()
            servers.cancelAll()
        }
    }

    /// The demo's slapd as a source: nothing is read before the city's policy is in force.
    private func desk(_ installation: Installation) async throws -> DirectoryDesk? {
        guard let directory else { return nil }
        return try await makeDirectoryDesk(readMapping(directory.mappingFile), installation)
    }

    /// Starts a server and waits until it has its port; if it ends before, its error is the result.
    static func start(
        _ servers: inout ThrowingTaskGroup<Void, any Error>,
        _ run: @escaping @Sendable (@escaping @Sendable (Int) async -> Void) async throws -> Void
    ) async throws -> Int {
        let (ports, found) = AsyncThrowingStream.makeStream(of: Int.self)
        servers.addTask {
            do {
                try await run { port in found.yield(port) }
                found.finish()
            } catch {
                found.finish(throwing: error)
                throw error
            }
        }
        for try await port in ports { return port }
        throw CancellationError()
    }

    private func configuration(vneidPort: Int, vneidSecret: String) async throws -> ProviderConfiguration {
        let directory = ProviderConfiguration.keysDirectory(in: data)
        try SecretFolder.ensure(directory)
        let masterKeyFile = directory + "/demo-master.key"
        try MasterKey.ensure(file: masterKeyFile, random: KernelRandomSource())
        let port = try port == 0 ? FreePort.any() : port
        // Everybody who tries it out has one address.
        let rates = ["sign-in", "begin", "refused"].flatMap { ["rates.\($0).address", "rates.\($0).all"] }
            .map { ($0, "1000000+1000000/s") }
        return await ProviderConfiguration(
            file: nil, environment: [:],
            overrides: [
                "issuer": "http://localhost:\(port)", "data": data, "master-key-file": masterKeyFile,
                "listen.port": String(port), "vneid.issuer": "http://localhost:\(vneidPort)",
                "vneid.profile": vneidProfile.rawValue,
                "vneid.client-id": Self.vneidClientID, "vneid.client-secret": vneidSecret,
                "registration.enabled": "true", "security-events.enabled": "true",
            ].merging(rates) { _, rate in rate }.merging(vneidProfile.settings(port: vneidPort)) {
                _, own in own
            })
    }
}

/// Makes the demonstration's installation. Keys that a version before has left in their folder stay: they go into the
/// records when those are opened.
private func makeDemoInstallation(_ configuration: ProviderConfiguration) async throws {
    guard try !KeyFolder(configuration.keysDirectory).documents().isEmpty else {
        return _ = try await makeInstallation(configuration)
    }
    _ = try Installation(
        records: try configuration.recordsLocation(), clock: SystemWallClock(), random: KernelRandomSource())
}

/// A port that nobody uses: the issuer has to be known before the provider is put together, so that it can't wait for
/// the port that it will be given.
enum FreePort {
    static func any() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else {
            throw CommandFailure("không mở được socket", english: "no socket can be opened", code: EX_OSERR)
        }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isBound else {
            throw CommandFailure("không còn cổng nào trống", english: "there is no free port", code: EX_OSERR)
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

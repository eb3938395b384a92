import Edge
import Foundation
import Identity
import OpenIDConnect
import Settings

/// What a server would stumble over that stands in no setting by itself: files, modes, ports, and settings that don't
/// fit together. `config check` says all of it, and `serve` begins with it, in the same sentences.
package struct StartupCheck: Sendable {
    /// It can't begin like this (`EX_CONFIG`).
    package private(set) var problems: [ConfigurationProblem] = []
    /// It can't begin now (`EX_UNAVAILABLE`): ports.
    package private(set) var obstacles: [ConfigurationProblem] = []
    /// It begins, and somebody should know.
    package private(set) var notes: [ConfigurationProblem] = []

    /// - Parameters:
    ///   - isServing: whether the server itself may have its ports now; they aren't tried then.
    ///   - secretFiles: further files that are nobody else's business.
    package init(
        _ settings: ProviderSettings, trustedProxies: String?, isServing: Bool, secretFiles: [String], now: Instant
    ) {
        checkTransport(settings, trustedProxies)
        checkCertificate(settings.listen, now)
        checkModes(settings, secretFiles)
        if !isServing { checkPorts(settings.listen) }
    }

    /// Passwords and codes must not go over a network in the clear: TLS ends here, or at a proxy that is known.
    private mutating func checkTransport(_ settings: ProviderSettings, _ trustedProxies: String?) {
        let listen = settings.listen
        guard settings.issuer.text.hasPrefix("https:"), listen.certificate == nil, trustedProxies == nil,
            !Self.isLoopback(listen.host)
        else { return }
        problems.append(
            ConfigurationProblem(
                place: "listen.host",
                text: Bilingual(
                    "\(listen.host) nhận mật khẩu không mã hóa: hãy đặt tls.certificate và tls.private-key, hoặc "
                        + "proxies.trusted khi có máy chủ proxy nhận TLS, hoặc chỉ lắng nghe ở 127.0.0.1",
                    "\(listen.host) would take passwords in the clear: give tls.certificate and tls.private-key, or "
                        + "proxies.trusted where a proxy ends TLS, or listen on 127.0.0.1 only")))
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    private mutating func checkCertificate(_ listen: ListenSettings, _ now: Instant) {
        guard let files = listen.certificate else { return }
        let contents: CertificateContents
        do { contents = try CertificateContents(reading: .init(files)) } catch {
            return problems += ConfigurationErrors(error).problems
        }
        guard now >= Instant(secondsSince1970: Int64(contents.expiry)) else { return }
        notes.append(
            ConfigurationProblem(
                place: files.chain,
                text: Bilingual("chứng thư đã hết hạn", "the certificate has expired")))
    }

    private mutating func checkModes(_ settings: ProviderSettings, _ secretFiles: [String]) {
        var (files, folders) = (secretFiles, [settings.keysDirectory])
        if case .file(let database) = settings.database {
            files += [database, database + "-wal", database + "-shm"]
            folders.insert(URL(fileURLWithPath: database).deletingLastPathComponent().path, at: 0)
        }
        if let key = settings.listen.certificate?.privateKey { files.append(key) }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: settings.keysDirectory)) ?? []
        files += names.sorted().filter { $0.hasSuffix(".json") || $0.hasSuffix(".key") }
            .map { settings.keysDirectory + "/" + $0 }
        problems += files.compactMap(LooseModes.problem(ofFile:))
        problems += folders.compactMap(LooseModes.problem(ofDirectory:))
    }

    private mutating func checkPorts(_ listen: ListenSettings) {
        var probes = [ListenProbe(host: listen.host, port: listen.port)]
        if let port = listen.administrativePort { probes.append(ListenProbe(host: "127.0.0.1", port: port)) }
        if let port = listen.certificatePort { probes.append(ListenProbe(host: listen.host, port: port)) }
        for probe in probes {
            guard let obstacle = probe.obstacle() else { continue }
            obstacles.append(ConfigurationProblem(place: "\(probe.host):\(probe.port)", text: obstacle))
        }
    }
}

import Foundation
import Identity
import OpenIDConnect
import Settings
import Subprocess
import TestSupport
import Testing

@testable import Server

/// What a server would stumble over at its start is said beforehand, each with its path or port (F13, M11).
@Suite(.bothDatabases) struct StartupCheckTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try write("data/hue-sso.sqlite", "", mode: 0o600)
        try write("data/Keys/signing-key-a.json", "{}", mode: 0o600)
        try write("master.key", "", mode: 0o600)
    }

    private func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
        let path = directory.path(name)
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func check(
        host: String = "127.0.0.1", port: Int = 0, administrativePort: Int? = nil, tls: CertificateFiles? = nil,
        issuer: String = "https://sso.hue.test", proxies: String? = nil, isServing: Bool = false,
        now: Instant = Instant(secondsSince1970: 1_795_000_000)
    ) throws -> StartupCheck {
        let settings = ProviderSettings(
            issuer: try Issuer(issuer),
            listen: ListenSettings(host: host, port: port, certificate: tls, administrativePort: administrativePort),
            database: .file(directory.path("data/hue-sso.sqlite")), keysDirectory: directory.path("data/Keys"),
            passwords: PasswordSettings(), vneid: nil)
        return StartupCheck(
            settings, trustedProxies: proxies, isServing: isServing, secretFiles: [directory.path("master.key")],
            now: now)
    }

    @Test func `where nothing is wrong nothing is said`() throws {
        let check = try check()
        #expect(check.problems.isEmpty && check.obstacles.isEmpty && check.notes.isEmpty)
    }

    // MARK: Modes

    @Test(arguments: [
        ("data/hue-sso.sqlite", 0o644), ("data/Keys/signing-key-a.json", 0o604), ("master.key", 0o660),
        ("master.key", 0o602), ("data/hue-sso.sqlite-wal", 0o666),
    ])
    func `a secret file that others can read or change is named`(name: String, mode: Int) throws {
        try write(name, "", mode: mode)
        let problem = try #require(try check().problems.first)
        #expect(problem.place == directory.path(name) && problem.text.english.contains(String(mode, radix: 8)))
    }

    @Test func `a group may read`() throws {
        try write("master.key", "", mode: 0o440)
        #expect(try check().problems.isEmpty)
    }

    @Test func `a directory that everybody can write to is named`() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: directory.path("data/Keys"))
        #expect(try check().problems.map(\.place) == [directory.path("data/Keys")])
    }

    // MARK: Transport

    @Test(
        arguments: [
            ("0.0.0.0", "https://sso.hue.test", nil, false), ("::", "https://sso.hue.test", nil, false),
            ("127.0.0.1", "https://sso.hue.test", nil, true), ("::1", "https://sso.hue.test", nil, true),
            ("localhost", "https://sso.hue.test", nil, true), ("0.0.0.0", "https://sso.hue.test", "10.0.0.0/8", true),
            ("0.0.0.0", "http://localhost:8080", nil, true),
        ] as [(String, String, String?, Bool)])
    func `passwords don't go over a network in the clear`(
        host: String, issuer: String, proxies: String?, isGood: Bool
    ) throws {
        let check = try check(host: host, issuer: issuer, proxies: proxies, isServing: true)
        #expect(check.problems.isEmpty == isGood)
        #expect(check.problems.allSatisfy { $0.text.english.contains("in the clear") })
    }

    // MARK: Ports

    @Test(arguments: [true, false])
    func `a port that was taken after it was tried is named too`(isAdministrative: Bool) async throws {
        let taken = try TakenPort()
        let port = taken.port
        let running = try RunningProvider()
        let server = ProviderServer(
            running.provider,
            listen: ListenSettings(
                host: "127.0.0.1", port: isAdministrative ? 0 : port, certificate: nil,
                administrativePort: isAdministrative ? port : nil))
        let failure = await #expect(throws: ListenFailure.self) { try await server.run() }
        #expect(failure?.problem.place == "127.0.0.1:\(port)")
        #expect(failure?.problem.text.english == "port \(port) is in use by another program")
        withExtendedLifetime(taken) {}
    }

    @Test func `a port that somebody has is named, unless it is the server's own`() throws {
        let taken = try TakenPort()
        let check = try check(port: taken.port, administrativePort: taken.port)
        #expect(check.obstacles.map(\.place) == ["127.0.0.1:\(taken.port)", "127.0.0.1:\(taken.port)"])
        #expect(check.obstacles.allSatisfy { $0.text.english.contains("in use") })
        #expect(try self.check(port: taken.port, isServing: true).obstacles.isEmpty)
    }

    @Test(arguments: ["192.0.2.1", "no-such-host.invalid", "a b"])
    func `an address that is none of ours is named`(host: String) throws {
        #expect(try check(host: host, proxies: "x").obstacles.map(\.place) == ["\(host):0"])
    }

    // MARK: TLS

    private func openssl(_ arguments: [String]) async throws {
        let run = try await Subprocess.run(
            .path("/usr/bin/openssl"), arguments: Arguments(arguments), output: .discarded,
            error: .string(limit: 64 << 10))
        try #require(run.terminationStatus.isSuccess, "openssl \(arguments): \(run.standardError)")
    }

    /// A certificate that signs itself, and its key.
    private func makeCertificate(_ name: String) async throws -> CertificateFiles {
        let files = CertificateFiles(
            chain: directory.path("\(name).pem"), privateKey: directory.path("\(name)-key.pem"))
        try await openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=localhost", "-keyout", files.privateKey, "-out", files.chain,
        ])
        return files
    }

    private func said(_ chain: String, _ key: String) throws -> [String] {
        try check(tls: CertificateFiles(chain: chain, privateKey: key)).problems.map {
            $0.place.replacing(directory.path(""), with: "") + ": " + $0.text.english.prefix { $0 != ";" && $0 != "," }
        }
    }

    @Test func `a certificate and its key are good, until they end`() async throws {
        let files = try await makeCertificate("a")
        let now = Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        #expect(try check(tls: files, now: now).problems.isEmpty)
        #expect(try check(tls: files, now: now).notes.isEmpty)
        let later = try check(tls: files, now: now + .hours(72))
        #expect(later.problems.isEmpty && later.notes.map(\.place) == [files.chain])
    }

    @Test func `files of TLS that can't be used are named, each with what is wrong (F13)`() async throws {
        let (a, b) = (try await makeCertificate("a"), try await makeCertificate("b"))
        let locked = directory.path("locked.pem")
        try await openssl(["pkey", "-in", a.privateKey, "-aes256", "-passout", "pass:abcd", "-out", locked])
        try write("empty.pem", "")
        try write("text.pem", "no certificate\n")
        let (empty, text) = (directory.path("empty.pem"), directory.path("text.pem"))
        #expect(try said("/nope", "/nope") == ["/nope: is not there", "/nope: is not there"])
        #expect(try said(empty, a.privateKey) == ["empty.pem: is empty"])
        #expect(try said(a.chain, empty) == ["empty.pem: is empty"])
        #expect(
            try said(text, text) == ["text.pem: holds no certificate in PEM", "text.pem: holds no private key in PEM"])
        #expect(try said(a.chain, locked) == ["locked.pem: the private key is encrypted"])
        #expect(try said(a.chain, b.privateKey).first?.hasPrefix("b-key.pem: the private key is not that of") == true)
        #expect(try said(a.chain, directory.path).first?.hasSuffix("can't be read") == true)
    }
}

/// A port of loopback that is listened on.
private final class TakenPort {
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        try #require(isBound)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}

import AsyncHTTPClient
import Cryptography
import JOSE
import NIOCore
import NIOSSL
import OpenIDConnect
import Settings
import Subprocess
import TestSupport
import Testing
import Wire

@testable import Server

/// The port that asks clients for certificates by our own TLS (RFC 8705): one on which no browser has anything to ask.
@Suite(.bothDatabases) struct CertificatePortTests {
    /// A server, a client that vouches for itself, and the folder of its key.
    private struct World: Sendable {
        let serving: SocketServer.Serving
        let own: CertificateFiles
        let certificate: ClientCertificate
        let directory: TemporaryDirectory

        var address: String { "https://localhost:\(serving.certificatePort)" }

        static let form = "grant_type=client_credentials&client_id=lgsp&resource=https%3A%2F%2Fapi.hue.test%2F"

        /// Asks at an address, and shows a certificate if there is one.
        func ask(
            _ address: String, _ form: String = form, showing files: CertificateFiles?,
            _ version: HTTPClient.Configuration.HTTPVersion = .automatic
        ) async throws -> (status: UInt, json: JSONObject) {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(serving.certificate.chain))
            if let files {
                tls.certificateChain = try NIOSSLCertificate.fromPEMFile(files.chain).map { .certificate($0) }
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: files.privateKey, format: .pem))
            }
            var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
            configuration.httpVersion = version
            var request = HTTPClientRequest(url: address)
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: form))
            let client = HTTPClient(configuration: configuration)
            let answer: Result<(UInt, JSONObject), any Error>
            do {
                let response = try await client.execute(request, timeout: .seconds(30))
                let body = try await response.body.collect(upTo: 1 << 20)
                answer = .success(
                    (response.status.code, (try? JSONReader.readObject(Array(body.readableBytesView))) ?? [:]))
            } catch { answer = .failure(error) }
            try await client.shutdown()
            return try answer.get()
        }
    }

    private func serve(_ body: @Sendable (World) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let own = SocketServer.certificate(in: directory.path)
        try await SocketServer.makeCertificate(own)
        let encoded = try #require(try NIOSSLCertificate.fromPEMFile(own.chain).first).toDERBytes()
        let certificate = try #require(ClientCertificate(encoded))
        guard case .ec(let key)? = try Certificate(encoded).publicKey else {
            Issue.record("no key of an elliptic curve")
            return
        }
        var registration = ClientRegistration(id: "lgsp", name: "LGSP", redirectURIs: [])
        registration.grants = ["client_credentials"]
        registration.authenticationMethod = MutualTLS.selfSignedMethod
        registration.proofs.keys = JWKSet(keys: [JWK(.ec(key))]).json
        registration.proofs.bindsToCertificate = true
        registration.audiences = ["https://api.hue.test/"]
        registration.resources = ["https://api.hue.test/"]
        registration.scopes = []
        let client = try registration.client(secret: nil)
        let settings = MutualTLS(.handshake, address: try Issuer("https://mtls.sso.hue.test"))
        try await SocketServer.serve(tls: true, mutualTLS: settings) { serving in
            try await serving.running.add(client, at: serving.running.clock.now)
            try await body(World(serving: serving, own: own, certificate: certificate, directory: directory))
        }
    }

    @Test(arguments: [HTTPClient.Configuration.HTTPVersion.automatic, .http1Only])
    func `a client is known there by its certificate, and its token is bound to it`(
        version: HTTPClient.Configuration.HTTPVersion
    ) async throws {
        try await serve { world in
            let answer = try await world.ask(world.address + "/oauth2/token", showing: world.own, version)
            #expect(answer.status == 200, "\(answer.json)")
            let token = try #require(answer.json["access_token"]?.string)
            let told = try await world.ask(
                world.address + "/oauth2/introspect", "client_id=lgsp&token=" + token, showing: world.own, version)
            #expect(told.json["cnf"] == ["x5t#S256": .string(world.certificate.thumbprint.text)], "\(told)")
        }
    }

    @Test func `who shows none, another one, or shows it at the port of browsers, isn't known`() async throws {
        try await serve { world in
            let other = try TemporaryDirectory()
            let files = SocketServer.certificate(in: other.path)
            try await SocketServer.makeCertificate(files)
            let browsers = "https://localhost:\(world.serving.port)"
            for (address, shown) in [(world.address, nil), (world.address, files), (browsers, world.own)] {
                let answer = try await world.ask(address + "/oauth2/token", showing: shown)
                #expect(answer.status == 401 && answer.json["error"] == "invalid_client", "\(address): \(answer)")
            }
        }
    }

    @Test func `no page for people is there`() async throws {
        try await serve { world in
            for path in ["/", "/oauth2/authorize", "/oauth2/logout", "/device"] {
                let answer = try await world.ask(world.address + path, showing: world.own)
                #expect(answer.status == 404, "\(path)")
            }
        }
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a session that goes on later has the certificate of its beginning`(version: String) async throws {
        try await serve { world in
            let ticket = world.directory.path("session")
            let request =
                "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + "\(World.form.utf8.count)\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n\(World.form)"
            func ask(_ options: [String]) async throws -> String {
                let openssl = try await Subprocess.run(
                    .path("/usr/bin/openssl"),
                    arguments: Arguments(
                        [
                            "s_client", "-connect", "127.0.0.1:\(world.serving.certificatePort)", version, "-ign_eof",
                        ] + options),
                    input: .string(request), output: .string(limit: 1 << 20), error: .discarded)
                return openssl.standardOutput ?? ""
            }
            let first = try await ask(
                ["-cert", world.own.chain, "-key", world.own.privateKey, "-sess_out", ticket])
            #expect(first.contains("HTTP/1.1 200") && first.contains("New, "), "\(first)")
            let second = try await ask(["-sess_in", ticket])
            #expect(second.contains("HTTP/1.1 200") && second.contains("Reused, "), "\(second)")
        }
    }
}

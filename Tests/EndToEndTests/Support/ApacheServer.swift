import Foundation
import TestSupport

/// Debian's Apache with mod_auth_openidc as a relying party: everything under /protected asks for a login, and a
/// CGI script prints the claims that the module hands to applications.
struct ApacheServer: Sendable {
    private let process: ChildProcess
    private let folder: URL
    let origin: String

    var protectedPage: String { origin + "/protected/claims" }

    /// The redirect URI under which the server on this port is to be registered.
    static func redirectURI(port: Int) -> String { "http://localhost:\(port)/protected/callback" }

    /// Where mod_auth_openidc takes logout tokens: its own redirect URI.
    static func backchannelLogoutURI(origin: String) -> String { origin + "/protected/callback?logout=backchannel" }

    /// Runs Apache on a port that is free now as the client that `register` makes for its redirect URI.
    /// - Parameter key: what it proves itself with, in place of a secret.
    static func open<Result: Sendable>(
        at issuer: String, provingBy key: SigningKeyFiles? = nil,
        register: (_ redirectURI: String, _ origin: String) async throws -> Platform,
        _ use: @Sendable (ApacheServer) async throws -> Result
    ) async throws -> Result {
        let port = try freePort()
        let origin = "http://localhost:\(port)"
        let platform = try await register(redirectURI(port: port), origin)
        let folder = try makeTemporaryFolder("apache")
        defer { try? FileManager.default.removeItem(at: folder) }
        try write(configuration(port: port, folder: folder, issuer: issuer, platform: platform, key: key), in: folder)
        let process = try ChildProcess(
            Installed.apache(),
            ["-d", folder.path, "-f", folder.appendingPathComponent("apache.conf").path, "-D", "FOREGROUND"],
            log: folder.appendingPathComponent("stderr.log"))
        let server = ApacheServer(process: process, folder: folder, origin: origin)
        do {
            try await server.waitUntilReady()
            let result = try await use(server)
            await process.stop()
            return result
        } catch {
            await process.stop()
            throw HTTP.Failure(description: "\(error)\nApache's log ends with:\n\(server.logTail)")
        }
    }

    private var logTail: String {
        let log = (try? String(contentsOf: folder.appendingPathComponent("error.log"), encoding: .utf8)) ?? ""
        return process.logTail + "\n" + log.split(separator: "\n").suffix(30).joined(separator: "\n")
    }

    private func waitUntilReady() async throws {
        for _ in 0..<100 {
            if let answer = try? await HTTP.get(origin + "/"), answer.status == 200 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw HTTP.Failure(description: "Apache doesn't answer at \(origin)")
    }

    private static func write(_ configuration: String, in folder: URL) throws {
        let files = FileManager.default
        for name in ["htdocs", "cgi-bin"] {
            try files.createDirectory(
                at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        let page = "<!doctype html><html lang=\"vi\"><title>Apache</title><h1 id=\"home\">Apache</h1></html>"
        try Data(page.utf8).write(to: folder.appendingPathComponent("htdocs/index.html"))
        let script = folder.appendingPathComponent("cgi-bin/claims")
        try Data(claimsScript.utf8).write(to: script)
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        try Data(configuration.utf8).write(to: folder.appendingPathComponent("apache.conf"))
    }

    private static let claimsScript = """
        #!/bin/sh
        printf 'Content-Type: text/html; charset=utf-8\\r\\n\\r\\n'
        printf '<!doctype html><html lang="vi"><title>Apache</title><h1 id="name">%s</h1><pre id="claims">\\n' \
            "$OIDC_CLAIM_name"
        env | grep '^OIDC_CLAIM_' | sort
        printf '</pre></html>\\n'
        """

    private static func configuration(
        port: Int, folder: URL, issuer: String, platform: Platform, key: SigningKeyFiles?
    ) throws -> String {
        let modules = [
            "mpm_prefork", "authn_core", "authz_core", "authz_user", "dir", "alias", "mime", "cgi", "auth_openidc",
        ]
        let loading = try modules.map { name in
            "LoadModule \(name)_module \(try Installed.apacheModule("mod_\(name)").path)"
        }
        // Apache as root hands its work to another user; as anybody else it stays who it is.
        let user = getuid() == 0 ? "User www-data\nGroup www-data" : ""
        return """
            ServerRoot "\(folder.path)"
            ServerName localhost
            Listen 127.0.0.1:\(port)
            PidFile "\(folder.path)/apache.pid"
            DefaultRuntimeDir "\(folder.path)"
            ErrorLog "\(folder.path)/error.log"
            LogLevel warn auth_openidc:info
            \(loading.joined(separator: "\n"))
            Mutex file:\(folder.path)
            \(user)
            StartServers 2
            MinSpareServers 1
            MaxRequestWorkers 8
            TypesConfig /etc/mime.types
            DocumentRoot "\(folder.path)/htdocs"
            DirectoryIndex index.html
            ScriptAlias /protected/claims "\(folder.path)/cgi-bin/claims"
            <Directory />
                Require all denied
            </Directory>
            <Directory "\(folder.path)">
                Require all granted
            </Directory>
            \(platform.configuration ?? usual(issuer, platform, key))
            """
    }

    /// The module's own part. Version 2.4.12 ends with a segmentation fault where it has a private key and no public one.
    private static func usual(_ issuer: String, _ platform: Platform, _ key: SigningKeyFiles?) -> String {
        let proof =
            if let key {
                """
                OIDCPrivateKeyFiles \(key.id)#\(key.privateKey.path)
                OIDCPublicKeyFiles \(key.id)#\(key.publicKey.path)
                OIDCProviderTokenEndpointAuth private_key_jwt
                """
            } else {
                """
                OIDCProviderTokenEndpointAuth client_secret_basic
                OIDCClientSecret \(platform.secret ?? "")
                """
            }
        return """
            OIDCProviderMetadataURL \(issuer)/.well-known/openid-configuration
            OIDCClientID \(platform.id)
            \(proof)
            OIDCRedirectURI \(platform.redirectURI)
            OIDCCryptoPassphrase \(UUID().uuidString)
            OIDCResponseType code
            OIDCPKCEMethod S256
            OIDCScope "openid profile"
            OIDCIDTokenSignedResponseAlg \(platform.registration.idTokenAlgorithm ?? "ES256")
            OIDCPassClaimsAs environment
            OIDCCookieSameSite On
            <Location /protected>
                AuthType openid-connect
                Require valid-user
            </Location>
            """
    }
}

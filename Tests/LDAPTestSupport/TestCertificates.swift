import TestSupport

/// An authority of a test's own, and a server's certificate by it.
package struct TestCertificates: Sendable {
    private let folder: TemporaryDirectory

    /// Files of PEM.
    package var authority: String { folder.path("ca.pem") }
    package var certificate: String { folder.path("server.pem") }
    package var key: String { folder.path("server.key") }

    /// - Parameters:
    ///   - names: what the certificate is for, as OpenSSL writes it. libldap takes `localhost` for this machine's own name,
    ///     so tests go to 127.0.0.1.
    ///   - days: how long it is valid; negative for one whose time is over.
    package init(names: String = "IP:127.0.0.1", days: Int = 2) async throws {
        folder = try TemporaryDirectory()
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        try await runTool(
            "/usr/bin/openssl",
            ["req", "-x509"] + curve + [
                "-days", "2", "-subj", "/CN=Thu nghiem", "-keyout", folder.path("ca.key"), "-out", authority,
            ])
        try await runTool(
            "/usr/bin/openssl",
            ["req"] + curve + [
                "-subj", "/CN=slapd", "-addext", "subjectAltName=\(names)", "-keyout", key, "-out",
                folder.path("server.csr"),
            ])
        try await runTool(
            "/usr/bin/openssl",
            [
                "x509", "-req", "-in", folder.path("server.csr"), "-CA", authority, "-CAkey", folder.path("ca.key"),
                "-CAcreateserial", "-days", "\(days)", "-copy_extensions", "copy", "-out", certificate,
            ])
    }
}

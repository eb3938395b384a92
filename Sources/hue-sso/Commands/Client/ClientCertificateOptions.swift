import ArgumentParser
import OpenIDConnect

/// How a client proves itself by a certificate, and whether its tokens are bound to it (RFC 8705).
struct ClientCertificateOptions: ParsableArguments {
    @Option(
        name: .customLong("certificate-name"),
        help: """
            Tên trong chứng thư, cho tls_client_auth: dn:CN=…,O=…, dns:…, uri:…, ip:… hoặc email:…. (The name of its \
            certificate, for tls_client_auth: dn:CN=…,O=…, dns:…, uri:…, ip:… or email:….)
            """)
    var name: String?

    @Flag(
        name: .customLong("certificate-bound"), inversion: .prefixedNo,
        help: """
            Access token của nền tảng gắn với chứng thư của nó (RFC 8705 §3). \
            (Its access tokens are bound to its certificate (RFC 8705 §3).)
            """)
    var bindsTokens: Bool?

    func apply(to registration: inout ClientRegistration) throws(CommandFailure) {
        if let bindsTokens { registration.proofs.bindsToCertificate = bindsTokens }
        guard let name else { return }
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        guard let short = parts.first, parts.count == 2, let kind = Self.kinds[short] else {
            throw CommandFailure.badData(
                "--certificate-name phải bắt đầu bằng dn:, dns:, uri:, ip: hoặc email:",
                english: "--certificate-name begins with dn:, dns:, uri:, ip: or email:")
        }
        registration.proofs.certificateSubjects = [kind: parts[1]]
    }

    private static let kinds: [String: CertificateSubject.Kind] = [
        "dn": .distinguishedName, "dns": .dns, "uri": .uri, "ip": .address, "email": .email,
    ]
}

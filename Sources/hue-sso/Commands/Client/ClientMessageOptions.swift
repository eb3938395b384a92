import ArgumentParser
import OpenIDConnect

/// How the messages between a platform and us are signed and encrypted beyond TLS.
struct ClientMessageOptions: ParsableArguments {
    @Flag(
        name: .customLong("require-signed-requests"), inversion: .prefixedNo,
        help: """
            Phải ký yêu cầu đăng nhập (RFC 9101) bằng khóa của --jwks hay --jwks-uri. \
            (It has to sign its authorization requests (RFC 9101) by a key of --jwks or --jwks-uri.)
            """)
    var requiresSignedRequests: Bool?

    @Option(
        name: .customLong("request-object-alg"),
        help: """
            Chỉ nhận yêu cầu ký bằng thuật toán này, ví dụ ES256, PS256; '' là mọi thuật toán. \
            (Take requests signed by this algorithm only, such as ES256, PS256; '' for any.)
            """)
    var requestAlgorithm: String?

    @Option(
        name: .customLong("response-alg"),
        help: """
            Ký trả lời khi nền tảng xin response_mode=jwt (JARM) bằng ES256 (mặc định), RS256, PS256, EdDSA hoặc Ed25519. \
            (Sign answers by it where response_mode=jwt is asked for (JARM): ES256 (the default), RS256, PS256, EdDSA or Ed25519.)
            """)
    var responseAlgorithm: String?

    @Option(
        name: .customLong("encrypt-response"),
        help: ArgumentHelp(
            """
            Mã hóa trả lời đã ký bằng khóa use: enc của nền tảng; '' là không. (Encrypt signed answers to its use: enc key; '' \
            for no.)
            """, valueName: "alg enc"))
    var responseEncryption: String?

    @Option(
        name: .customLong("encrypt-id-token"),
        help: ArgumentHelp(
            """
            Mã hóa ID token (và báo đăng xuất) bằng khóa use: enc của nền tảng, ví dụ 'RSA-OAEP-256 A256GCM'; '' là không. \
            (Encrypt ID tokens (and logout tokens) to its use: enc key, such as 'RSA-OAEP-256 A256GCM'; '' for no.)
            """, valueName: "alg enc"))
    var idTokenEncryption: String?

    @Option(
        name: .customLong("encrypt-userinfo"),
        help: ArgumentHelp(
            """
            Mã hóa UserInfo bằng khóa use: enc của nền tảng; '' là không. \
            (Encrypt UserInfo to its use: enc key; '' for no.)
            """, valueName: "alg enc"))
    var userInfoEncryption: String?

    func apply(to registration: inout ClientRegistration) {
        if let requiresSignedRequests { registration.messages.requiresSignedRequests = requiresSignedRequests }
        if let requestAlgorithm { registration.messages.requestAlgorithm = requestAlgorithm }
        if let responseAlgorithm { registration.messages.responseAlgorithm = responseAlgorithm }
        if let responseEncryption { registration.messages.responseEncryption = .init(named: responseEncryption) }
        if let idTokenEncryption { registration.messages.idTokenEncryption = .init(named: idTokenEncryption) }
        if let userInfoEncryption { registration.messages.userInfoEncryption = .init(named: userInfoEncryption) }
    }
}

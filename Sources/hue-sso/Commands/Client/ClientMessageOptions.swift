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

    func apply(to registration: inout ClientRegistration) {
        if let requiresSignedRequests { registration.messages.requiresSignedRequests = requiresSignedRequests }
        if let requestAlgorithm { registration.messages.requestAlgorithm = requestAlgorithm }
    }
}

/// Limits on the values that the protocol carries. Each is far above what honest parties send.
extension Limits {
    /// A redirect URI, at registration.
    package static let redirectURIBytes = 2_048

    /// `state`, which is kept and sent back. Those of identity brokers that carry their own state in it have 2 to 4 KiB.
    package static let stateBytes = 8_192

    /// `nonce`, which is kept and put into the ID token.
    package static let nonceBytes = 512

    package static let scopeBytes = 1_024

    package static let acrValuesBytes = 1_024

    /// The parameter `claims`, which is kept with its request: every claim of ours, asked for twice with all that can be said.
    package static let claimsBytes = 4_096

    package static let loginHintBytes = 256

    package static let uiLocalesBytes = 1_024

    /// A parameter whose good values are few and short.
    package static let shortParameterBytes = 128

    /// One claim of VNeID that we keep.
    package static let upstreamClaimBytes = 1_024

    /// Bytes of an access token that VNeID gives us, as it stands in a field of the next request.
    package static let upstreamTokenBytes = 4_096

    /// The body of a request to one of our endpoints; the largest good one is an authorization request.
    package static let requestBodyBytes = 32_768

    /// The body of a request to the Authorization API: a thousand questions at 250 bytes.
    package static let authorizationAPIBytes = 262_144

    /// A body that is read before anybody has looked at who sends it: no longer than what a connection brings at once.
    package static let unprovenBytes = 16_384

    /// A token in compact form; an ID token of ours has about 1 KB.
    package static let tokenBytes = 16_384

    /// A certificate of a client in DER; such have one to two KiB.
    package static let certificateBytes = 8_192

    /// The encoded header of a token.
    package static let tokenHeaderBytes = 2_048

    /// The `jti` of a proof that counts once.
    package static let proofIDBytes = 256

    /// What a receiver of security events says of its stream: a description, a reason, the state that it wants to see again.
    package static let streamTextBytes = 512

    /// `authorization_details`: some functions at some units, which have to fit into a token's header field.
    package static let authorizationDetailsBytes = 4_096
    package static let authorizationDetails = 16
    package static let authorizationDetailNameBytes = 100

    /// Keys in one JWK set.
    package static let jwkSetKeys = 64

    /// The name of a host (RFC 1035 §2.3.4).
    package static let sectorBytes = 253
}

/// Every size, count and depth that Wire takes from outside, by name.
///
/// The figures are wide for what the protocol sends and small for a machine: a text at its
/// limit is read in milliseconds and becomes a few megabytes at the most.
package enum Limits {
    /// Bytes of one JSON text. A JWK set of twenty 4096-bit RSA keys is 16 KiB, the longest discovery
    /// documents 8 KiB.
    package static let jsonBytes = 65_536

    /// Bytes of the settings that all nodes share, with the files that they name in Base64: a bundle of all the world's
    /// certificate authorities is 220 KiB.
    package static let sharedSettingsBytes = 4_194_304

    /// Arrays and objects that may be nested. Nothing in OpenID Connect or SCIM passes 8. It also
    /// bounds the stack, because the reader recurses.
    package static let jsonDepth = 32

    /// Characters of one JSON number. The longest that a double needs for an exact round trip is 24.
    package static let jsonNumberBytes = 128

    /// Bytes of one form body. A client assertion and a request object together stay under 32 KiB.
    package static let formBytes = 65_536

    /// Bytes of one raw query. RFC 9110 §4.1 asks for 8000 octets of URI at the least; twice that leaves room
    /// for a request object passed by value.
    package static let queryBytes = 16_384

    /// Parameters of one form or query. An authorization request with every registered extension has about
    /// 30.
    package static let formParameters = 64

    /// Bytes of one parameter's name, after decoding. The names that OAuth and OpenID Connect register stay
    /// under 40.
    package static let formNameBytes = 64

    /// Bytes of one parameter's value, after decoding: a request object or an assertion.
    package static let formValueBytes = 16_384

    /// Bytes of one URI (RFC 9110 §4.1 recommends to take at least 8000).
    package static let uriBytes = 8_192

    /// Bytes of the body of an answer that we fetch, unless the request says otherwise.
    package static let fetchResponseBytes = 65_536

    /// Time for a whole outgoing request, unless it says otherwise: a person waits for it.
    package static let fetchTimeout = Duration.seconds(5)
}

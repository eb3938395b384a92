/// Limits on what connections and the messages on them may cost before an endpoint sees anything of them.
extension Limits {
    /// Name and value of every header field and 32 bytes for each (RFC 9113 §6.5.2); above it a request is answered
    /// with 431. Browsers send 16 KiB where a domain has set many cookies; a query of `queryBytes` comes on top.
    package static let headerListBytes = 65_536

    /// The same, above which a connection over HTTP/2 is ended: between the two it is 431 that is answered.
    package static let headerListBytesAtMost = 131_072

    package static let headerFields = 1_000

    /// The body of any request; endpoints have narrower limits of their own.
    package static let anyBodyBytes = authorizationAPIBytes

    /// What chunks, their extensions and trailers may cost beyond twice the content (RFC 9112 §7.1.1).
    package static let chunkOverheadBytes = 16_384

    /// A header of the PROXY protocol: its specification promises that 536 bytes pass; this leaves room for what load
    /// balancers add.
    package static let proxyHeaderBytes = 2_048

    /// Proxies that one request names; more are not looked at, from the last on.
    package static let forwardingElements = 32

    /// Bytes of a host in a URI and of a Host field: a name of 253 characters, percent-encoded, and a port.
    package static let hostBytes = 1_024

    /// Requests under way at once on one connection of HTTP/2.
    package static let concurrentStreams = 100
}

import NIOCore
import Wire

/// What the edge has to be told. It can change while connections are open: each takes what holds when it begins.
package struct EdgeSettings: Sendable, Equatable {
    package var deadlines: Deadlines
    /// How many connections may be open at once.
    package var connections: Int
    /// Who may speak for others: their addresses in `forwardingField` and in the PROXY protocol are believed.
    package var trustedProxies: [IPNetwork]
    package var forwardingField: ForwardingField
    /// Whether every connection begins with a header of the PROXY protocol.
    package var expectsProxyProtocol: Bool

    package init(
        deadlines: Deadlines = Deadlines(), connections: Int, trustedProxies: [IPNetwork] = [],
        forwardingField: ForwardingField = .xForwardedFor, expectsProxyProtocol: Bool = false
    ) {
        self.deadlines = deadlines
        self.connections = connections
        self.trustedProxies = trustedProxies
        self.forwardingField = forwardingField
        self.expectsProxyProtocol = expectsProxyProtocol
    }
}

/// How long a peer may take over each part of an exchange. Every one is a deadline for the whole part: bytes that come
/// one by one don't prolong it (RFC 9112 §9.5).
package struct Deadlines: Sendable, Equatable {
    /// From the connection to the end of the TLS handshake.
    package var handshake: TimeAmount
    /// From the connection, or from the first byte of a later request, to the end of its header fields.
    package var head: TimeAmount
    /// From the end of the header fields to the end of the body.
    package var body: TimeAmount
    /// From an answer to the first byte of the next request.
    package var idle: TimeAmount
    /// From the end of the header fields to the end of the answer.
    package var request: TimeAmount

    package init(
        handshake: TimeAmount = .seconds(10), head: TimeAmount = .seconds(10), body: TimeAmount = .seconds(20),
        idle: TimeAmount = .seconds(60), request: TimeAmount = .seconds(30)
    ) {
        self.handshake = handshake
        self.head = head
        self.body = body
        self.idle = idle
        self.request = request
    }

    /// After the last answer, what the peer still sends is read and dropped for so long, so that a reset doesn't take
    /// the answer away from under it (RFC 9112 §9.6).
    static let linger = TimeAmount.seconds(2)
}

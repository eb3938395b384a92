import NIOCore
import Synchronization

/// Whom a connection or a request is from.
package struct ClientAddress: Hashable, Sendable {
    /// An IP address, or what stands for one where the transport has none.
    package let address: String
    package let port: Int?

    package init(address: String, port: Int?) {
        self.address = address
        self.port = port
    }
}

/// One open connection: whom it is from, and whether it waits for its peer or for us.
package final class Connection: Sendable {
    /// The connection that the task serves; every request on it finds it here.
    @TaskLocal package static var current: Connection?

    let id: Int
    private let channel: any Channel
    private let ledger: ConnectionLedger
    private let report: EdgeReport
    private let state: Mutex<State>

    private struct State {
        var client: ClientAddress
        var certificate: [UInt8]?
        var answering = 0
        /// Ends the connection where TLS and HTTP have no more to say about it.
        var cut: (@Sendable () -> Void)?
    }

    init(id: Int, channel: any Channel, peer: ClientAddress, ledger: ConnectionLedger, report: EdgeReport) {
        self.id = id
        self.channel = channel
        self.ledger = ledger
        self.report = report
        state = Mutex(State(client: peer))
    }

    /// The other end of the connection, or whom the PROXY protocol names in its place.
    package var client: ClientAddress { state.withLock { $0.client } }

    /// The certificate that the client has shown, in DER, where it was asked for one and holds its key.
    package var clientCertificate: [UInt8]? { state.withLock { $0.certificate } }

    func setCertificate(_ certificate: [UInt8]?) { state.withLock { $0.certificate = certificate } }

    func setClient(_ client: ClientAddress) { state.withLock { $0.client = client } }

    func setCut(_ cut: (@Sendable () -> Void)?) { state.withLock { $0.cut = cut } }

    /// A request has come whole: from now on it is we who let it wait.
    func beganAnswer() {
        let isFirst = state.withLock { state in
            state.answering += 1
            return state.answering == 1
        }
        if isFirst { ledger.isWaiting(false, id) }
    }

    func endedAnswer() {
        let isLast = state.withLock { state in
            state.answering -= 1
            return state.answering == 0
        }
        if isLast { ledger.isWaiting(true, id) }
    }

    func refused(_ refusal: EdgeRefusal) { report.refused(refusal, client.address) }

    /// It ends for this reason, in its protocol's own way.
    func noted(_ closing: Closing) { report.closed(closing, client.address) }

    /// Ends it at once, without a word to the peer, who may not be listening.
    func close(_ closing: Closing) {
        report.closed(closing, client.address)
        cut()
    }

    /// The same where all has been said.
    func cut() {
        guard let cut = state.withLock({ $0.cut }) else { return channel.close(promise: nil) }
        cut()
    }
}

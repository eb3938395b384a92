/// Asks a server that has been silent for a while whether it is there: a process that hangs keeps its sockets, and TCP's own
/// keep-alive is answered by the machine.
struct Pulse {
    private let connection: LDAPConnection
    /// The question that isn't answered yet.
    private var question: Int32?

    init(_ connection: LDAPConnection) { self.connection = connection }

    mutating func take(_ message: borrowing Message) throws(LDAPError) {
        if case .result = message.kind, message.id == question { question = nil }
    }

    /// Waits for input. After a silence it asks; when nothing at all comes to that in time, it throws.
    mutating func wait() throws(LDAPError) {
        let timeouts = connection.settings.timeouts
        let hasInput = try connection.waitForInput(within: question == nil ? timeouts.silence : timeouts.answer)
        guard !hasInput else { return }
        guard question == nil else { throw .timedOut(connection.server, .following) }
        question = try connection.search("", .base, "(objectClass=*)", attributes: ["1.1"])
    }
}

import Wire

/// Who takes part: the issuer, as soon as its port is bound, and the clients, as they become known.
actor Parties {
    /// Without a trailing slash. `nil` until the port is bound; no request is taken before that.
    private(set) var issuer: String?
    private var clients: [ExactText: VNeIDMockClient] = [:]

    init(clients: [VNeIDMockClient]) {
        for client in clients { self.clients[ExactText(client.id)] = client }
    }

    func open(issuer: String) {
        self.issuer = issuer
    }

    /// Adds a client, or replaces the one of the same id; `false` when there are too many.
    func register(_ client: VNeIDMockClient) -> Bool {
        guard clients.count < MockLimits.clients || clients[ExactText(client.id)] != nil else { return false }
        clients[ExactText(client.id)] = client
        return true
    }

    func client(_ id: String) -> VNeIDMockClient? {
        clients[ExactText(id)]
    }
}

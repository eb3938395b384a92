import Wire

/// How much of strangers' connections is borne, and which proxies are believed. All of it can be changed while the server
/// runs.
package struct ConnectionSettings: Sendable {
    /// Open at once, at most; `nil` takes what file descriptors allow.
    package var atMost: Int?
    /// Whether every connection begins with a header of the PROXY protocol.
    package var expectsProxyProtocol: Bool
    package var trustedProxies: [IPNetwork]
    package var forwardingField: ForwardingField
    package var handshake: Duration
    package var head: Duration
    package var body: Duration
    package var idle: Duration
    /// A request and its answer together.
    package var request: Duration
    /// Until the server has stopped.
    package var stop: Duration

    package init(
        atMost: Int? = nil, expectsProxyProtocol: Bool = false, trustedProxies: [IPNetwork] = [],
        forwardingField: ForwardingField = .xForwardedFor, handshake: Duration = .seconds(10),
        head: Duration = .seconds(10), body: Duration = .seconds(20), idle: Duration = .seconds(60),
        request: Duration = .seconds(30), stop: Duration = .seconds(10)
    ) {
        self.atMost = atMost
        self.expectsProxyProtocol = expectsProxyProtocol
        self.trustedProxies = trustedProxies
        self.forwardingField = forwardingField
        self.handshake = handshake
        self.head = head
        self.body = body
        self.idle = idle
        self.request = request
        self.stop = stop
    }
}

extension ConfigurationCheck {
    mutating func connections() -> ConnectionSettings {
        var settings = ConnectionSettings()
        settings.atMost = optional(.connectionsAtMost, Self.number(16...1_000_000))
        settings.trustedProxies = optional(.trustedProxies, Self.networks) ?? []
        settings.forwardingField = required(.forwardingField, Self.field) ?? .xForwardedFor
        settings.expectsProxyProtocol = required(.proxyProtocol, Self.truth) ?? false
        if settings.expectsProxyProtocol, settings.trustedProxies.isEmpty {
            add(
                .trustedProxies, "phải có khi \(Setting.proxyProtocol.key) là true",
                "is required where \(Setting.proxyProtocol.key) is true")
        }
        settings.handshake = seconds(.handshakeDeadline) ?? settings.handshake
        settings.head = seconds(.headDeadline) ?? settings.head
        settings.body = seconds(.bodyDeadline) ?? settings.body
        settings.idle = seconds(.idleDeadline) ?? settings.idle
        settings.request = seconds(.requestDeadline) ?? settings.request
        settings.stop = seconds(.stopDeadline) ?? settings.stop
        return settings
    }

    private mutating func seconds(_ setting: Setting) -> Duration? {
        required(setting, Self.number(1...3_600)).map { .seconds($0) }
    }

    private static func truth(_ text: String) throws(ConfigurationRule) -> Bool {
        switch text {
        case "true": true
        case "false": false
        default: throw ConfigurationRule("phải là true hoặc false", "must be true or false")
        }
    }

    private static func field(_ text: String) throws(ConfigurationRule) -> ForwardingField {
        guard let field = ForwardingField(rawValue: text.lowercased()) else {
            let names = ForwardingField.allCases.map(\.rawValue)
            throw ConfigurationRule(
                "phải là \(names.joined(separator: " hoặc "))", "must be \(names.joined(separator: " or "))")
        }
        return field
    }

    private static func networks(_ text: String) throws(ConfigurationRule) -> [IPNetwork] {
        var networks: [IPNetwork] = []
        for part in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard let network = IPNetwork(part) else {
                throw ConfigurationRule(
                    "có '\(part)' không phải là mạng: hãy ghi như 10.0.0.0/8 hoặc 2001:db8::/32",
                    "has '\(part)', which is no network: write it as 10.0.0.0/8 or 2001:db8::/32, no bit set behind "
                        + "the prefix")
            }
            networks.append(network)
        }
        return networks
    }
}

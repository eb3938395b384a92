import Cryptography
import Identity
import Logging
import Wire

/// What the demo platform needs to know before it starts. The registration can come afterwards
/// (`DemoPlatform.connect`), because the provider may have to be told the platform's port first.
package struct DemoPlatformSettings: Sendable {
    /// The platform's name as its pages show it.
    package var name: String
    /// The address to bind; the demo is for one machine.
    package var host: String
    /// The port to bind; 0 takes any free one.
    package var port: Int
    package var registration: DemoRegistration?
    /// What is asked for besides `openid`.
    package var scopes: [String]
    /// What can be done on the platform.
    package var functions: [DemoFunction]
    /// The unit at which a person without one is asked about: that of the whole city.
    package var topUnit: String
    package var clock: any WallClock
    package var random: any RandomSource
    package var fetcher: any Fetcher
    package var logger: Logger

    package init(
        name: String = "Nền tảng minh hoạ", host: String = "127.0.0.1", port: Int = 8070,
        registration: DemoRegistration? = nil, scopes: [String] = ["profile"], functions: [DemoFunction] = [],
        topUnit: String = "H57", clock: any WallClock, random: any RandomSource, fetcher: any Fetcher,
        logger: Logger = Logger(label: "demo-platform")
    ) {
        self.name = name
        self.host = host
        self.port = port
        self.registration = registration
        self.scopes = scopes
        self.functions = functions
        self.topUnit = topUnit
        self.clock = clock
        self.random = random
        self.fetcher = fetcher
        self.logger = logger
    }
}

/// What a provider and the platform have agreed on: the issuer, and the client's id and secret there.
package struct DemoRegistration: Hashable, Sendable {
    package let issuer: Wire.URI
    package let clientID: String
    package let clientSecret: String

    package init(issuer: Wire.URI, clientID: String, clientSecret: String) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
    }
}

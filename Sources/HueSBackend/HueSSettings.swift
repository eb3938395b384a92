import Cryptography
import Identity
import JOSE
import Logging
import Wire

/// What the backend needs to know before it starts. The registration can come afterwards (`HueSBackend.connect`), because
/// the provider may have to be told the port first.
package struct HueSSettings: Sendable {
    /// The port to bind on loopback; 0 takes any free one.
    package var port: Int
    package var clock: any WallClock
    package var random: any RandomSource
    package var fetcher: any Fetcher
    package var logger: Logger

    package init(
        port: Int, clock: any WallClock, random: any RandomSource, fetcher: any Fetcher,
        logger: Logger = Logger(label: "hue-s-backend")
    ) {
        self.port = port
        self.clock = clock
        self.random = random
        self.fetcher = fetcher
        self.logger = logger
    }
}

/// What provider and backend have agreed on, and which platform the backend calls.
package struct HueSRegistration: Sendable {
    package let issuer: Wire.URI
    package let clientID: String
    /// What the backend proves by to be itself (`private_key_jwt`); the provider knows its public part alone.
    package let key: SigningKey
    /// The platform: the identifier of its resource (RFC 8707), and where it is.
    package let map: Wire.URI

    package init(issuer: Wire.URI, clientID: String, key: SigningKey, map: Wire.URI) {
        self.issuer = issuer
        self.clientID = clientID
        self.key = key
        self.map = map
    }
}

/// Every count, size and lifetime of the example.
enum HueSLimits {
    static let devices = 1_000
    static let begunSignIns = 1_000
    /// From "Đăng nhập" to the callback.
    static let signInLife = Duration.minutes(30)
    /// Between the provider's clock and ours.
    static let leeway = Duration.seconds(30)
    /// How long before its end an access token is renewed.
    static let renewal = Duration.seconds(60)
    /// How long an assertion counts that nobody has used.
    static let assertionLife = Duration.seconds(60)
    static let formBytes = 16_384
    /// A pushed event.
    static let eventBytes = 16_384
    /// A platform's challenge.
    static let challengeBytes = 1_024
    /// Events whose ids are remembered, and those that a citizen is shown.
    static let rememberedEvents = 10_000
    static let shownEvents = 10
    /// What is shown of the name by which a browser calls itself.
    static let labelLength = 80
    /// How often keys are looked for again that a token names and that aren't known.
    static let keyRetry = Duration.seconds(10)
    /// How long keys count without being fetched again.
    static let keyLife = Duration.minutes(15)
}

/// Why something came to nothing; the case's name stands on the page and in the log.
enum HueSFailure: Error, Hashable, Sendable {
    /// No registration yet.
    case notConnected
    case unreachable
    /// What came back is nothing that the specifications allow.
    case badAnswer
    /// The answer belongs to no sign-in that this browser has begun.
    case unknownSignIn
    /// The backend's own key doesn't sign.
    case badKey
    /// The citizen has signed in as the platform asks, and it isn't enough.
    case insufficientSignIn
    /// The provider, or the person, said no (RFC 6749 §4.1.2.1, §5.2).
    case refused(String)

    /// A short name for pages and logs; of the provider's code only what RFC 6749 allows in one.
    var code: String {
        switch self {
        case .notConnected: "not-connected"
        case .unreachable: "unreachable"
        case .badAnswer: "bad-answer"
        case .unknownSignIn: "unknown-sign-in"
        case .badKey: "bad-key"
        case .insufficientSignIn: "insufficient-sign-in"
        case .refused(let code):
            String(String.UnicodeScalarView(code.unicodeScalars.filter { (0x21...0x7E).contains($0.value) }.prefix(64)))
        }
    }
}

import Identity

/// Every size, count and lifetime of the simulation. Figures that VNeID is known to use are marked so; the
/// others are chosen so that a test bench has room and a mistaken client can't fill the memory.
enum MockLimits {
    static let personaFileBytes = 256 * 1024
    /// A form of the sign-in page or the token endpoint; the longest honest one is under 2 KB.
    static let formBytes = 16 * 1024
    /// `state` and `nonce` are echoed, so their length is ours to bound.
    static let echoedCharacters = 2048
    static let clients = 1000
    static let transactions = 10_000
    static let codes = 10_000
    static let accessTokens = 10_000
    static let sessions = 10_000
    /// Wrong passwords or one-time passwords in one sign-in, before it is over.
    static let attempts = 5

    /// From the request to the decision.
    static let transactionLife = Duration.hours(1)
    /// VNeID's consent lives 300 s.
    static let consentLife = Duration.seconds(300)
    /// "The code lives a few seconds" at VNeID; this leaves a debugger no time either, but a slow test
    /// machine some.
    static let codeLife = Duration.seconds(30)
    /// The same for the codes of the profile `quirks`, of which it is told.
    static let guidLife = Duration.seconds(10)
    static let idTokenLife = Duration.minutes(5)
    static let accessTokenLife = Duration.minutes(15)
    /// How long the portal remembers somebody, where it does.
    static let sessionLife = Duration.hours(24)
}

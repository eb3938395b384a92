import Identity

/// Every count, size and lifetime of the demo platform, chosen for one person with a browser and some room.
enum PlatformLimits {
    static let sessions = 10_000
    /// Sign-ins that one browser may have begun at once, in several tabs.
    static let begunSignIns = 5
    /// From "Đăng nhập" to the callback; the provider's own pages give up earlier.
    static let signInLife = Duration.hours(1)
    static let sessionLife = Duration.hours(1)
    /// The form that brings a logout token.
    static let logoutTokenBytes = 16_384
    /// Logout tokens that are remembered until they expire, so that none counts twice.
    static let logoutTokens = 1_000
    /// Between the provider's clock and ours, when an ID token is checked.
    static let leeway = Duration.seconds(30)
}

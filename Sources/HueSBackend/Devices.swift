import Cryptography
import Identity
import Wire

/// The devices on which citizens are signed in to the app, in memory and bounded. Each has an offline session at the provider: a
/// refresh token, which is exchanged each time that it is used.
///
/// What a device holds is a cookie of 256 random bits, of which we keep the hash.
actor Devices {
    struct Device: Sendable {
        /// By which its owner names it on the page: it opens nothing.
        let number: Int
        let subject: String
        let label: String
        let since: Instant
        let idTokenClaims: JSONObject
        fileprivate(set) var tokens: ProviderClient.Tokens
    }

    private let random: any RandomSource
    private var devices: [[UInt8]: Device] = [:]
    /// By the hash of their state.
    private var begun: [[UInt8]: (browser: [UInt8], signIn: BegunSignIn)] = [:]
    /// Those whose tokens are being renewed: whoever comes meanwhile waits for the same answer, as a refresh token counts once.
    private var renewals: [[UInt8]: Task<ProviderClient.Tokens, any Error>] = [:]
    private var count = 0

    init(random: any RandomSource) {
        self.random = random
    }

    func newCookie() -> String { Base64URL.encode(random.bytes(32)) }

    func begin(_ signIn: BegunSignIn, in browser: String, at now: Instant) {
        begun = begun.filter { now < $0.value.signIn.end }
        if begun.count >= HueSLimits.begunSignIns,
            let oldest = begun.min(by: { $0.value.signIn.end < $1.value.signIn.end })
        {
            begun[oldest.key] = nil
        }
        begun[Self.key(signIn.state)] = (Self.key(browser), signIn)
    }

    /// The sign-in that a state belongs to: once, and only in the browser that began it.
    func take(state: String, in browser: String, at now: Instant) -> BegunSignIn? {
        let key = Self.key(state)
        guard let found = begun[key], found.browser == Self.key(browser), now < found.signIn.end else { return nil }
        begun[key] = nil
        return found.signIn
    }

    /// Opens a device's session, in place of the one that its browser has had.
    /// - Returns: its cookie, which is a new one, and the refresh token of the session before, which is to be revoked; `nil`
    ///   where there is no room.
    func open(
        _ tokens: ProviderClient.Tokens, _ claims: JSONObject, label: String, inPlaceOf old: String? = nil,
        at now: Instant
    ) -> (cookie: String, ended: String?)? {
        guard let subject = claims["sub"]?.string else { return nil }
        let before = old.flatMap { devices.removeValue(forKey: Self.key($0)) }
        guard devices.count < HueSLimits.devices else { return nil }
        count += 1
        let cookie = newCookie()
        devices[Self.key(cookie)] = Device(
            number: count, subject: subject, label: label, since: now, idTokenClaims: claims, tokens: tokens)
        return (cookie, before?.tokens.refreshToken)
    }

    func device(_ cookie: String) -> Device? { devices[Self.key(cookie)] }

    /// All of a citizen's, the oldest first.
    func all(of subject: String) -> [Device] {
        devices.values.filter { $0.subject.hasSameBytes(as: subject) }.sorted { $0.number < $1.number }
    }

    /// A device's access token, renewed where it soon ends. A device whose offline session the provider doesn't know any more
    /// is signed out.
    func accessToken(
        _ cookie: String, at now: Instant, renew: @escaping @Sendable (String) async throws -> ProviderClient.Tokens
    ) async throws(HueSFailure) -> String {
        let key = Self.key(cookie)
        guard let device = devices[key] else { throw .unknownSignIn }
        guard now + HueSLimits.renewal >= device.tokens.end else { return device.tokens.accessToken }
        guard let refreshToken = device.tokens.refreshToken else { throw .refused("no-offline-access") }
        let result: Result<ProviderClient.Tokens, any Error>
        if let begun = renewals[key] {
            result = await begun.result
        } else {
            let renewal = Task { try await renew(refreshToken) }
            renewals[key] = renewal
            result = await renewal.result
            renewals[key] = nil
        }
        switch result {
        case .success(let tokens):
            devices[key]?.tokens = tokens
            return tokens.accessToken
        case .failure(let error as HueSFailure):
            if error == .refused("invalid_grant") { devices[key] = nil }
            throw error
        case .failure: throw .unreachable
        }
    }

    /// Ends one of a citizen's devices.
    /// - Returns: the refresh token that is to be revoked; `nil` where the device is none of theirs.
    func end(_ number: Int, of subject: String) -> String? {
        let found = devices.first { $0.value.number == number && $0.value.subject.hasSameBytes(as: subject) }
        guard let found else { return nil }
        devices[found.key] = nil
        return found.value.tokens.refreshToken
    }

    /// Ends all of a citizen's: the provider knows the account no longer.
    /// - Parameter moment: whoever has signed in later isn't meant; `nil` where all are.
    func endAll(of subject: String, openedBefore moment: Instant? = nil) {
        devices = devices.filter { _, device in
            !device.subject.hasSameBytes(as: subject) || moment.map { device.since >= $0 } ?? false
        }
    }

    private static func key(_ cookie: String) -> [UInt8] { SHA2.sha256(Array(cookie.utf8)) }
}

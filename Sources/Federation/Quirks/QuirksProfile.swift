import Cryptography
import Identity
import Wire

/// VNeID directly (profile `quirks` of Documentation/VNEID.md): OAuth without an ID token, a nonce or PKCE, whose code and
/// answers come in envelopes that are sealed to our key.
///
/// Three things stand where the nonce and PKCE would. The state is kept for one browser, counts once there and for a quarter
/// of an hour; the redirect URI is this party's alone; and the code opens with our key only, counts once and for a few
/// seconds. What an identity is made of comes from VNeID itself, over TLS, and never through the browser.
///
/// Whatever is wrong with an answer is one error. Envelopes of this kind authenticate nothing, so that whoever sends us one
/// must not learn how far it got: not by the text, not by the log, and not by whether VNeID is asked, which it always is.
package struct QuirksProfile: Upstream {
    private let settings: QuirksProfileSettings
    private let keys: @Sendable () -> [RSAPrivateKey]
    private let fetcher: any Fetcher

    /// - Parameter keys: those that VNeID may have sealed to, as they are now.
    package init(
        _ settings: QuirksProfileSettings, keys: @escaping @Sendable () -> [RSAPrivateKey], fetcher: any Fetcher
    ) {
        self.settings = settings
        self.keys = keys
        self.fetcher = fetcher
    }

    /// The `+` of Base64 comes as it is: in this query it is no space.
    package func callback(_ query: String) -> UpstreamCallback? {
        guard let parameters = try? FormParameters(query: query.replacing("+", with: "%2B")),
            let key = try? parameters.single("encrypt_key") as String??
        else { return nil }
        return UpstreamCallback(parameters, encryptKey: key)
    }

    package func begin(
        _ login: UpstreamLogin, _ demand: UpstreamDemand, at now: Instant
    ) async throws(FederationError) -> String {
        // What it never tells can't be waited for.
        _ = try authenticationTime(for: demand, begunAt: now, at: now)
        return settings.authorizationEndpoint.appending(
            query: FormParameters([
                ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", settings.redirectURI),
                ("scope", "openid"), ("state", login.state),
            ]))
    }

    package func complete(
        _ callback: UpstreamCallback, of login: UpstreamLogin, _ demand: UpstreamDemand, begunAt: Instant,
        at now: Instant
    ) async throws(FederationError) -> VerifiedIdentity {
        if let named = callback.issuer, !named.hasSameBytes(as: settings.issuer) { throw Self.failure }
        let sealed = try callback.code(orElse: .exchange)
        let encryptKey = callback.encryptKey ?? ""
        let envelopes = try Envelopes(keys())
        let code = Self.clearCode(of: sealed, encryptKey, envelopes)
        let accessToken = try await redeem(code, encryptKey, envelopes)
        let claims = try await message(
            FetchRequest(
                url: settings.userInfoEndpoint,
                headers: [("Authorization", "Bearer \(accessToken)"), ("Accept", "application/json")]), envelopes)
        let authenticatedAt = try authenticationTime(for: demand, begunAt: begunAt, at: now)
        return try settings.claims.identity(
            claims, authenticationLevel: settings.loginLevel, authenticatedAt: authenticatedAt)
    }

    fileprivate static let failure = FederationError.untrustworthy(.exchange)

    // MARK: The code

    /// The code as VNeID knows it. What can't be opened is redeemed all the same, under a name that VNeID has given to
    /// nobody, so that a wrong envelope has the time and the end of a right one with a wrong code in it.
    private static func clearCode(of sealed: String, _ encryptKey: String, _ envelopes: Envelopes) -> String {
        let code = envelopes.open(sealed, encryptKey) { clear in
            String(validating: clear, as: UTF8.self).flatMap { GUID.areJoined(in: $0) ? $0 : nil }
        }
        return code ?? GUID.text(of: SHA2.sha256(Array("\(sealed) \(encryptKey)".utf8)))
    }

    /// - Returns: the access token.
    private func redeem(
        _ code: String, _ encryptKey: String, _ envelopes: Envelopes
    ) async throws(FederationError) -> String {
        let form = [
            ("grant_type", "authorization_code"), ("code", code), ("client_id", settings.clientID),
            ("client_secret", settings.clientSecret), ("redirect_uri", settings.redirectURI),
            ("encrypt_key", encryptKey),
        ]
        let answer = try await message(.posting(form, to: settings.tokenEndpoint), envelopes)
        guard let token = answer["access_token"]?.string, Self.isToken(token),
            answer["token_type"].map({ $0.string?.lowercased().hasSameBytes(as: "bearer") == true }) ?? true
        else { throw Self.failure }
        return token
    }

    /// What may stand in a field of ours (RFC 6750 §2.1).
    private static func isToken(_ text: String) -> Bool {
        (1...Limits.upstreamTokenBytes).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    // MARK: Envelopes

    /// What an answer says, out of its envelope; one that comes without is taken as it is.
    private func message(
        _ request: FetchRequest, _ envelopes: Envelopes
    ) async throws(FederationError) -> JSONObject {
        let body = try await fetcher.json(request, flaw: .exchange)
        if body["data"] == nil, body["key"] == nil { return body }
        guard let data = body["data"]?.string, let key = body["key"]?.string,
            let message = envelopes.open(data, key, { clear in try? JSONReader.readObject(clear) })
        else { throw Self.failure }
        return message
    }

    // MARK: What it never tells

    /// When the person proved there who they are, as far as it is known: this profile has no `auth_time`, and nothing by
    /// which VNeID could be made to ask again. Where it is agreed that it asks every time, that is now; else it counts as
    /// so long ago that nobody who needs a fresh sign-in is content with it.
    /// - Throws: where the demand can't be met.
    private func authenticationTime(
        for demand: UpstreamDemand, begunAt: Instant, at now: Instant
    ) throws(FederationError) -> Instant {
        if let level = demand.level, settings.loginLevel < min(level, .two) { throw .levelTooLow }
        guard !settings.asksEveryTime else { return now }
        let moment = now - UpstreamDemand.greatestAge
        guard !demand.isAnew, demand.maxAge >= UpstreamDemand.greatestAge else { throw .notFresh }
        return moment
    }
}

/// What VNeID may have sealed to us with: one key of ours, or two while it goes over to the newer.
private struct Envelopes {
    private let openers: [LegacyEnvelopeOpener]

    init(_ keys: [RSAPrivateKey]) throws(FederationError) {
        do { openers = try keys.map(LegacyEnvelopeOpener.init) } catch { throw QuirksProfile.failure }
    }

    /// What was sealed; `nil` for anything else, whatever is wrong with it. A wrong key opens nonsense now and then: only what
    /// can be read counts. Every key is tried, whatever the others give, so that the time doesn't tell which it was.
    func open<Message>(_ data: String, _ wrappedKey: String, _ read: ([UInt8]) -> Message?) -> Message? {
        guard let data = try? Base64.decode(data), let key = try? Base64.decode(wrappedKey) else { return nil }
        return openers.compactMap { $0.open(data: data, wrappedKey: key).flatMap(read) }.first
    }
}

extension GUID {
    /// How many stand in one code of VNeID's at the most; one and three have been seen.
    private static let limit = 4

    /// Whether a text is a GUID, or several with a dot between.
    fileprivate static func areJoined(in text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count <= limit && parts.allSatisfy(isOne)
    }
}
